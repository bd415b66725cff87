// A choice of the shape in which the charts of a file are drawn.
parts.shape = (f) => {
  const table = openTable(f.file);
  byId(f.id).addEventListener("change", ({ target }) => { table.shape = target.value; table.changed(); });
};
