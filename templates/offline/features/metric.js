// One figure over the rows that are shown.
const operations = {
  sum: (table, rows, column) => table.sum(rows, column),
  mean: (table, rows, column) => { const n = numbersIn(table, rows, column); return n.length ? table.sum(rows, column) / n.length : 0; },
  median: (table, rows, column) => {
    const n = numbersIn(table, rows, column).sort((a, b) => a - b);
    return n.length ? ((n[(n.length - 1) >> 1] + n[n.length >> 1]) / 2) * table.rate : 0;
  },
  max: (table, rows, column) => { const n = numbersIn(table, rows, column); return n.length ? Math.max(...n) * table.rate : 0; },
  min: (table, rows, column) => { const n = numbersIn(table, rows, column); return n.length ? Math.min(...n) * table.rate : 0; },
  count: (table, rows) => rows.length,
  distinct: (table, rows, column) => new Set(rows.map((row) => row[table.column(column)]).filter(Boolean)).size,
};
const numbersIn = (table, rows, column) => rows.map((row) => table.number(row, column)).filter((value) => value !== null);

parts.metric = (f) => {
  const table = openTable(f.file);
  table.onChange(() => {
    const counts = f.op === "count" || f.op === "distinct";
    if (!counts && !table.has(f.column)) return table.fail(`${f.file} has no column “${f.column}”.`);
    const value = operations[f.op](table, table.rows.filter((row) => table.meets(row, f.where)), f.column);
    const whole = counts || (table.decimals(f.column) === 0 && Number.isInteger(value));
    const digits = whole ? 0 : 2;
    byId(f.id).textContent = f.grouping
      ? new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
      : value.toFixed(digits);
  });
};
