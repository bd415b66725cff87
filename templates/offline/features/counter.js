// A number that goes up and down, kept in this browser.
parts.counter = (f) => {
  let value = Number(stored(`counter-${f.id}`, 0)) || 0;
  const set = (next) => {
    value = next;
    byId(f.id).textContent = String(value);
    store(`counter-${f.id}`, value);
  };
  byId(f.up_id).addEventListener("click", () => set(value + f.step));
  byId(f.down_id).addEventListener("click", () => set(value - f.step));
  byId(f.reset_id).addEventListener("click", () => set(0));
  set(value);
};
