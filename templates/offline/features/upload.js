// A file of the reader's own: it is read here and goes nowhere.
parts.upload = (f) => {
  const table = openTable(f.file);
  byId(f.id).addEventListener("change", async ({ target }) => {
    const [chosen] = target.files;
    if (!chosen) return;
    try { table.read(decode(await chosen.arrayBuffer()), chosen.name); }
    catch (error) { table.fail(`${chosen.name} could not be read: ${error.message}.`); }
  });
};
