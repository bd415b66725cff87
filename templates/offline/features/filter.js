// A choice of one value of a column; months are cut out of dates.
const monthOf = (text) => {
  const iso = text.match(/^(\d{4})[-/.](\d{1,2})/);
  const local = text.match(/^\d{1,2}[/.](\d{1,2})[/.](\d{4})$/);
  return iso ? `${iso[1]}-${iso[2].padStart(2, "0")}` : local ? `${local[2]}-${local[1].padStart(2, "0")}` : "";
};

parts.filter = (f) => {
  const table = openTable(f.file);
  const select = byId(f.id);
  const valueOf = (row) => (f.months ? monthOf(row[table.column(f.from)] ?? "") : row[table.column(f.from)] ?? "");
  const mirror = () => {
    for (const { id, attr } of f.mirrors) byId(id)?.setAttribute(attr, select.value);
  };
  const fill = () => {
    if (select.dataset.filled || !table.all.length) return;
    if (!table.column(f.from)) return table.fail(`${f.file} has no column “${f.from}”.`);
    const values = [...new Set(table.all.map(valueOf))].filter(Boolean).sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    select.append(...values.map((value) => make("option", { value }, value)));
    select.dataset.filled = "yes";
  };
  select.addEventListener("change", () => {
    if (select.value === f.every) table.filters.delete(f.id);
    else table.filters.set(f.id, (row) => valueOf(row) === select.value);
    mirror();
    table.changed();
  });
  mirror();
  table.onChange(fill);
};
