// The rows that are shown, as a CSV to keep.
parts.export = (f) => {
  const table = openTable(f.file);
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  byId(f.id).addEventListener("click", () => {
    const lines = [table.columns, ...table.rows.map((row) => table.columns.map((name) => row[name]))];
    const text = lines.map((cells) => cells.map(quoted).join(",")).join("\r\n");
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: `${f.file.split("/").pop().replace(/\.\w+$/, "")}-shown.csv` });
    link.click();
    URL.revokeObjectURL(link.href);
  });
};
