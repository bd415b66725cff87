// Every row that is shown, as a table that sorts by the heading that is clicked.
parts.rows = (f) => {
  const table = openTable(f.file);
  const element = byId(f.id);
  let asked = f.order;
  let sorted = null, upwards = f.order?.up ?? true;
  const isNumber = (name) => table.all.every((row) => !row[name] || /^[^a-z]*\d[^a-z]*$/i.test(row[name])) && !table.all.every((row) => !row[name] || isoDate(row[name]));
  const compare = (a, b) => (isNumber(sorted) ? (table.number(a, sorted) ?? -Infinity) - (table.number(b, sorted) ?? -Infinity)
    : a[sorted].localeCompare(b[sorted], undefined, { numeric: true }));
  const heading = (name) => {
    const button = make("button", { type: "button", class: "sorter" }, name);
    button.addEventListener("click", () => {
      upwards = sorted === name ? !upwards : true;
      sorted = name;
      draw();
      [...element.querySelectorAll(".sorter")][table.columns.indexOf(name)].focus();
    });
    const order = sorted === name ? (upwards ? "ascending" : "descending") : null;
    return make("th", { scope: "col", class: isNumber(name) ? "number" : null, "aria-sort": order }, button);
  };
  const draw = () => {
    if (asked && table.columns.length) { sorted = table.column(asked.column ?? table.columns.findLast(isNumber) ?? table.columns[0]); asked = null; }
    const all = table.rows;
    if (sorted) all.sort((a, b) => (upwards ? compare(a, b) : compare(b, a)));
    const rows = table.page(all.slice(0, f.order?.limit ?? all.length));
    const numbers = new Set(table.columns.filter(isNumber));
    const cells = (row) => table.columns.map((name) => make("td", { class: numbers.has(name) ? "number" : null }, row[name]));
    (element.tHead ?? element.createTHead()).replaceChildren(make("tr", {}, ...table.columns.map(heading)));
    const body = element.tBodies[0] ?? element.appendChild(make("tbody"));
    body.replaceChildren(...rows.map((row) => make("tr", {}, ...cells(row))));
  };
  table.onChange(draw);
};
