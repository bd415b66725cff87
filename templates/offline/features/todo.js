// Things to do, kept in this browser.
parts.todo = (f) => {
  const list = byId(f.id);
  const field = byId(f.input_id);
  const items = stored(f.id, []);
  const filters = [...document.querySelectorAll("[data-which]")];
  const shows = { all: () => true, active: (item) => !item.done, done: (item) => item.done };
  let which = "all";
  const save = () => { store(f.id, items); draw(); };
  const draw = () => {
    list.replaceChildren(...items.map((item, at) => {
      const box = make("input", { type: "checkbox", checked: item.done, class: "form-check-input" });
      box.addEventListener("change", () => { item.done = box.checked; save(); });
      const remove = make("button", { type: "button", class: "btn quiet", "aria-label": `Remove ${item.text}` }, "Remove");
      remove.addEventListener("click", () => { items.splice(at, 1); save(); field.focus(); });
      return make("li", { class: item.done ? "done" : null, hidden: !shows[which](item) }, make("label", {}, box, make("span", {}, item.text)), remove);
    }));
    const left = items.filter((item) => !item.done).length;
    byId(f.left_id).textContent = items.length ? `${left} of ${items.length} left` : "Nothing to do yet";
  };
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return field.focus();
    items.push({ text, done: false });
    field.value = "";
    save();
  });
  for (const button of filters) {
    button.addEventListener("click", () => {
      which = button.dataset.which;
      for (const other of filters) other.setAttribute("aria-pressed", String(other === button));
      draw();
    });
  }
  if (f.clear_id) byId(f.clear_id).addEventListener("click", () => { items.splice(0, items.length, ...items.filter((item) => !item.done)); save(); });
  draw();
};
