// An entry of a file by chance, never the same one twice in a row.
parts.random = (f) => {
  const table = openTable(f.file);
  let last = -1;
  const show = () => {
    if (!table.all.length) return;
    const others = table.all.map((_row, at) => at).filter((at) => at !== last || table.all.length === 1);
    last = others[Math.floor(Math.random() * others.length)];
    byId(f.id).textContent = table.cell(table.all[last], f.column);
    if (f.other_id) byId(f.other_id).textContent = table.cell(table.all[last], f.other);
  };
  byId(f.button_id).addEventListener("click", show);
  if (f.copy_id) copies(f.copy_id, () => byId(f.id).textContent);
  table.onChange(show);
};
