// Totals of one column by another, as a table.
parts.grouped = (f) => {
  const table = openTable(f.file);
  const body = byId(f.id).tBodies[0] ?? byId(f.id).appendChild(make("tbody"));
  const foot = byId(f.id).tFoot;
  table.onChange(() => {
    const missing = [f.group, f.column].find((name) => !table.has(name));
    if (missing) return table.fail(`${f.file} has no column “${missing}”.`);
    const digits = table.decimals(f.column);
    const groups = [...table.groups(table.rows, f.group)];
    body.replaceChildren(...groups.map(([name, rows]) =>
      make("tr", {}, make("td", {}, name), make("td", { class: "number" }, table.sum(rows, f.column).toFixed(digits)))));
    if (foot) foot.querySelector("td").textContent = table.sum(table.rows, f.column).toFixed(digits);
  });
};
