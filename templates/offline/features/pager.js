// One page of the rows at a time; the table tells how many pages there are.
parts.pager = (f) => {
  const table = openTable(f.file);
  const [back, on] = [f.previous_id, f.next_id].map(byId);
  const turn = (step) => { table.pager.at += step; table.changed(); };
  table.pager = {
    size: f.size, at: 0,
    tell(pages) {
      byId(f.id).textContent = `Page ${this.at + 1} of ${pages}`;
      back.disabled = this.at === 0;
      on.disabled = this.at === pages - 1;
    },
  };
  back.addEventListener("click", () => turn(-1));
  on.addEventListener("click", () => turn(1));
  if (table.all.length) table.changed();
};
