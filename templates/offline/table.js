// Figures and tables over the rows that the filters leave, converted by the chosen currency.
const operations = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  average: (values) => (values.length ? operations.sum(values) / values.length : 0),
  maximum: (values) => values.reduce((most, value) => Math.max(most, value), values[0] ?? 0),
  minimum: (values) => values.reduce((least, value) => Math.min(least, value), values[0] ?? 0),
};

function readRates(value) {
  const pairs = Object.entries(value.rates ?? value).filter(([code, rate]) => /^[A-Z]{3}$/.test(code) && rate > 0);
  const rates = Object.fromEntries(pairs), codes = Object.keys(rates);
  const base = /^[A-Z]{3}$/.test(value.base ?? "") ? value.base : codes.find((code) => rates[code] === 1) ?? codes[0];
  return { base, rates: { [base]: 1, ...rates } };
}

parts.table = async ({ figures, tables, filters, currency }) => {
  const sources = new Map();
  let rate = 1;
  const of = ({ files }) => sources.get(files.join("\n"));
  const fail = (error) => report("table-status", `The data could not be read: ${error.message}.`, "error");

  const mirror = ({ mirrors }, value) => { for (const { id, attribute } of mirrors) byId(id).setAttribute(attribute, value); };
  const compute = (entry, source, rows) => {
    if (entry.operation === "count") return String(rows.length);
    const value = operations[entry.operation](source.values(rows, entry.column)) * rate;
    const whole = rate === 1 && source.values(source.all, entry.column).every(Number.isInteger) && Number.isInteger(value);
    const digits = whole ? 0 : 2;
    return entry.grouping
      ? new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
      : value.toFixed(digits);
  };
  const drawGroups = (entry, source) => {
    const groups = new Map();
    for (const row of source.rows()) {
      const name = row.get(entry.group) || "(empty)";
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
    byId(entry.id).tBodies[0].replaceChildren(...[...groups].map(([name, rows]) =>
      make("tr", {}, make("td", {}, name), make("td", { class: "number" }, compute(entry, source, rows)))));
  };
  const draw = () => {
    for (const entry of figures) byId(entry.id).textContent = compute(entry, of(entry), of(entry).rows());
    for (const entry of tables) {
      if (entry.group) drawGroups(entry, of(entry));
      else fillTable(byId(entry.id), of(entry).columns, of(entry).rows(), of(entry).isNumeric);
    }
    const shown = [...sources.values()].map((source) => [source.rows().length, source.all.length]);
    const text = shown.map(([rows, all]) => (rows === all ? `${all} rows` : `${rows} of ${all} rows`)).join(", ");
    report("table-status", text, "done");
  };
  const openFilter = (entry) => {
    const select = byId(entry.id), source = of(entry);
    const values = [...new Set(source.all.map((row) => row.get(entry.column)))].filter(Boolean);
    values.sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    select.append(...values.map((value) => make("option", { value }, value)));
    select.addEventListener("change", () => {
      if (select.value === entry.every) source.filters.delete(entry.id);
      else source.filters.set(entry.id, (row) => row.get(entry.column) === select.value);
      mirror(entry, select.value);
      draw();
    });
  };
  const openCurrency = async () => {
    const { base, rates } = readRates(await (await load(encodePath(currency.rates))).json());
    const select = byId(currency.id);
    select.replaceChildren(...Object.keys(rates).map((code) => make("option", { value: code }, code)));
    select.value = base;
    select.disabled = false;
    const choose = () => {
      rate = rates[select.value] / rates[base];
      byId(currency.label).textContent = select.value;
      mirror(currency, select.value);
      draw();
    };
    select.addEventListener("change", choose);
    choose();
  };

  try {
    for (const { files } of [...figures, ...tables, ...filters]) {
      const key = files.join("\n");
      if (!sources.has(key)) sources.set(key, await openRows(files));
    }
    filters.forEach(openFilter);
    draw();
    if (currency) await openCurrency();
  } catch (error) { fail(error); }
};

