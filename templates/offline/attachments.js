// Attachments that nothing else shows: rows as a table, texts as they are.
parts.attachments = ({ files }) => {
  const most = 500;
  const show = {
    table: async (name, place) => {
      const source = await openRows([name]);
      fillTable(place, source.columns, source.all.slice(0, most), source.isNumeric);
      if (source.all.length > most) place.createCaption().textContent = `The first ${most} of ${source.all.length} rows`;
    },
    text: async (name, place) => { place.textContent = decode(await (await load(encodePath(name))).arrayBuffer()); },
  };
  for (const place of document.querySelectorAll("[data-attachment]")) {
    const file = files.find(({ name }) => name === place.dataset.attachment);
    show[file.show](file.name, place).catch((error) => {
      place.replaceWith(make("p", { class: "problem" }, `${file.name} could not be read: ${error.message}.`));
    });
  }
};
