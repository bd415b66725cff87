// Every row that is shown, as a card: the first column on top, the others below.
parts.items = (f) => {
  const table = openTable(f.file);
  table.onChange(() => {
    const [first, ...rest] = table.columns;
    byId(f.id).replaceChildren(...table.page(table.rows).map((row) => make("li", { class: "card-item" },
      make("h3", {}, row[first]),
      ...rest.filter((name) => row[name]).map((name) => make("p", {}, `${name}: ${row[name]}`)))));
  });
};
