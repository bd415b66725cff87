// A switch between the schemes; the choice stays in this browser.
parts.theme = (f) => {
  const button = byId(f.id);
  const isDark = () => document.documentElement.dataset.bsTheme === "dark";
  const draw = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    for (const name of ["dark", "dark-mode"]) document.body.classList.toggle(name, isDark());
  };
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    store("theme", next);
    applyScheme();
    draw();
  });
  dark.addEventListener("change", draw);
  draw();
};
