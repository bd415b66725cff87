// Pictures side by side; one that is pressed opens large, arrow keys go on to the next.
parts.gallery = (f) => {
  const dialog = byId(f.large_id || `${f.id}-large`), image = dialog.querySelector("img"), caption = dialog.querySelector("p");
  const buttons = [...byId(f.id).querySelectorAll("[data-picture]")];
  let at = 0;
  const show = (next) => {
    at = (next + buttons.length) % buttons.length;
    image.src = buttons[at].dataset.picture;
    image.alt = caption.textContent = f.images[at];
  };
  buttons.forEach((button, place) => button.addEventListener("click", () => { show(place); if (!dialog.open) dialog.showModal(); }));
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("[data-close]")) dialog.close();
    const step = target.closest("[data-step]");
    if (step) show(at + Number(step.dataset.step));
  });
  dialog.addEventListener("keydown", ({ key }) => { const step = { ArrowRight: 1, ArrowLeft: -1 }[key]; if (step) show(at + step); });
};
