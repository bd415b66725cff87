// On a phone the links fold behind a button.
parts.navigation = (f) => {
  const nav = byId(f.id);
  const button = byId(`${f.id}-toggle`);
  const open = (state) => {
    button.setAttribute("aria-expanded", String(state));
    nav.classList.toggle("open", state);
  };
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
  nav.addEventListener("click", ({ target }) => { if (target.closest("a")) open(false); });
  nav.addEventListener("keydown", ({ key }) => { if (key === "Escape") { open(false); button.focus(); } });
};
