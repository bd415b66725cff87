// A choice of one value of a column.
parts.filter = (f) => {
  const table = openTable(f.file);
  const select = byId(f.id);
  const mirror = () => {
    for (const { id, attr } of f.mirrors) byId(id)?.setAttribute(attr, select.value);
  };
  const fill = () => {
    if (select.dataset.filled || !table.all.length) return;
    if (!table.has(f.column)) return table.fail(`${f.file} has no column “${f.column}”.`);
    const values = [...new Set(table.all.map((row) => table.cell(row, f.column)))].filter(Boolean);
    values.sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    select.append(...values.map((value) => make("option", { value }, value)));
    select.dataset.filled = "yes";
  };
  select.addEventListener("change", () => {
    if (select.value === f.every) table.filters.delete(f.id);
    else table.filters.set(f.id, (row) => table.cell(row, f.column) === select.value);
    mirror();
    table.changed();
  });
  mirror();
  table.onChange(fill);
};
