// A number that goes up and down, kept in this browser.
parts.counter = (f) => {
  let value = Number(stored(`counter-${f.id}`, 0)) || 0;
  const step = () => (f.step_id && Number(byId(f.step_id).value)) || f.step;
  const set = (next) => {
    value = f.floor === null || f.floor === undefined ? next : Math.max(f.floor, next);
    byId(f.id).textContent = String(value);
    store(`counter-${f.id}`, value);
  };
  byId(f.up_id).addEventListener("click", () => set(value + step()));
  byId(f.down_id).addEventListener("click", () => set(value - step()));
  byId(f.reset_id).addEventListener("click", () => set(0));
  set(value);
};
