// The group with the highest, or the lowest, total among the rows that are shown.
parts.leader = (f) => {
  const table = openTable(f.file);
  table.onChange(() => {
    const missing = [f.group, f.column].find((name) => !table.has(name));
    if (missing) return table.fail(`${f.file} has no column “${missing}”.`);
    const totals = [...table.groups(table.rows.filter((row) => table.meets(row, f.where)), f.group)].map(([name, rows]) => [name, table.sum(rows, f.column)]);
    totals.sort(([, a], [, b]) => (f.op === "max" ? b - a : a - b));
    byId(f.id).textContent = totals.length ? totals[0][0] : "–";
  });
};
