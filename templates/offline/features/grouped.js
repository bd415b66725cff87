// Totals of one column by another, as a table.
parts.grouped = (f) => {
  const table = openTable(f.file);
  const body = byId(f.id).tBodies[0] ?? byId(f.id).appendChild(make("tbody"));
  const foot = byId(f.id).tFoot;
  table.onChange(() => {
    const counts = f.op === "count";
    const missing = [f.group, ...(counts ? [] : [f.column])].find((name) => !table.has(name));
    if (missing) return table.fail(`${f.file} has no column “${missing}”.`);
    const amount = (rows) => (counts ? String(rows.length) : table.sum(rows, f.column).toFixed(table.decimals(f.column)));
    const groups = [...table.groups(table.rows, f.group)];
    const size = (rows) => (counts ? rows.length : table.sum(rows, f.column));
    const byName = f.order?.column && normal(f.order.column) === normal(f.group);
    if (f.order) groups.sort(([a, some], [b, more]) => (f.order.up ? 1 : -1) * (byName ? a.localeCompare(b, undefined, { numeric: true }) : size(some) - size(more)));
    const shown = groups.slice(0, f.order?.limit ?? groups.length);
    body.replaceChildren(...shown.map(([name, rows]) =>
      make("tr", {}, make("td", {}, name), make("td", { class: "number" }, amount(rows)))));
    if (foot) foot.querySelector("td").textContent = amount(shown.flatMap(([, rows]) => rows));
  });
};
