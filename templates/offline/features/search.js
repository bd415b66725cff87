// Rows in which any cell holds what was typed.
parts.search = (f) => {
  const table = openTable(f.file);
  byId(f.id).addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    if (wanted) table.filters.set(f.id, (row) => Object.values(row).some((value) => value.toLowerCase().includes(wanted)));
    else table.filters.delete(f.id);
    table.changed();
  });
};
