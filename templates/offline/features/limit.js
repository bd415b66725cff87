// Rows from an amount on, or up to one.
parts.limit = (f) => {
  const table = openTable(f.file);
  byId(f.id).addEventListener("input", ({ target }) => {
    const value = target.value.trim() === "" ? null : Number(target.value);
    if (value === null || Number.isNaN(value)) table.filters.delete(f.id);
    else table.filters.set(f.id, (row) => table.meets(row, { ...f, value }));
    table.changed();
  });
};
