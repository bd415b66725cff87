// Every row that is shown, as a table.
parts.rows = (f) => {
  const table = openTable(f.file);
  const element = byId(f.id);
  table.onChange(() => {
    const isNumber = new Map(table.columns.map((name) => [name, [...table.valuesOf(name)].every(([row, value]) =>
      value !== null || row[name] === "") && table.all.some((row) => /^[^a-z]*\d[^a-z]*$/i.test(row[name]) && !/\d-\d/.test(row[name]))]));
    const cell = (tag, name, text) => make(tag, { class: isNumber.get(name) ? "number" : null, scope: tag === "th" ? "col" : null }, text);
    const head = element.tHead ?? element.createTHead();
    head.replaceChildren(make("tr", {}, ...table.columns.map((name) => cell("th", name, name))));
    const body = element.tBodies[0] ?? element.appendChild(make("tbody"));
    body.replaceChildren(...table.rows.map((row) => make("tr", {}, ...table.columns.map((name) => cell("td", name, row[name])))));
  });
};
