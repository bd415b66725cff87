// Rows of CSV, TSV and JSON files, read once and filtered in one place.
function decode(buffer) {
  try { return new TextDecoder("utf-8", { fatal: true }).decode(buffer); }
  catch { return new TextDecoder("windows-1252").decode(buffer); }
}

function separatorOf(text) {
  const line = text.slice(0, 20000).split(/\r\n|\n|\r/).find((candidate) => candidate.trim()) ?? "";
  const bare = line.replace(/"[^"]*"/g, "");
  return [",", ";", "\t", "|"].reduce((best, mark) => bare.split(mark).length > bare.split(best).length ? mark : best);
}

function parseCsv(text) {
  const separator = separatorOf(text), rows = [];
  let row = [], cell = "", quoted = false;
  const endCell = () => { row.push(cell.trim()); cell = ""; };
  const endRow = () => { endCell(); if (row.some((value) => value !== "")) rows.push(row); row = []; };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') { cell += '"'; at += 1; }
      else quoted = false;
    } else if (char === '"' && cell.trim() === "") { quoted = true; cell = ""; }
    else if (char === separator) endCell();
    else if (char === "\n" || char === "\r") { if (char === "\r" && text[at + 1] === "\n") at += 1; endRow(); }
    else cell += char;
  }
  if (cell !== "" || row.length) endRow();
  const [columns = [], ...records] = rows;
  return { columns, rows: records.map((record) => new Map(columns.map((name, at) => [name, record[at] ?? ""]))) };
}

function parseJson(text) {
  const value = JSON.parse(text);
  const list = (Array.isArray(value) ? value : Object.values(value ?? {}).find(Array.isArray) ?? [])
    .filter((row) => row !== null && typeof row === "object");
  const columns = [...new Set(list.flatMap((row) => Object.keys(row)))];
  const cell = (inner) => (inner !== null && typeof inner === "object" ? JSON.stringify(inner) : String(inner ?? ""));
  return { columns, rows: list.map((row) => new Map(columns.map((name) => [name, cell(row[name])]))) };
}

async function readRows(file) {
  const text = decode(await (await load(encodePath(file))).arrayBuffer()).replace(/^\ufeff/, "");
  return /\.json$/i.test(file) ? parseJson(text) : parseCsv(text);
}

// In a column where a comma ends in anything but three digits, or follows a dot, commas are decimal signs.
function hasDecimalComma(values) {
  return values.some((value) => /,(\d{1,2}|\d{4,})\D*$/.test(value) || /\.\d{3}.*,\d+\D*$/.test(value))
    && !values.some((value) => /,\d{3}.*\.\d/.test(value));
}

function parseNumber(text, decimalComma) {
  const negative = /^\s*\(.*\)\s*$|^\D*[-−]/.test(text);
  let digits = text.replace(/[^\d.,]/g, "");
  if (!/\d/.test(digits)) return null;
  digits = decimalComma ? digits.replaceAll(".", "").replace(",", ".") : digits.replaceAll(",", "");
  const number = Number(/^\d+(\.\d{3}){2,}$/.test(digits) ? digits.replaceAll(".", "") : digits);
  return Number.isFinite(number) ? (negative ? -number : number) : null;
}

const normal = (name) => String(name).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// The rows of one or several files: the names of their columns may differ in case and in separators.
async function openRows(files) {
  const read = await Promise.all(files.map(readRows));
  const names = new Map(read.flatMap(({ columns }) => columns).reverse().map((name) => [normal(name), name]));
  const source = { columns: [...new Set([...names.values()].reverse())], filters: new Map(), all: [] };
  const numbers = new Map();
  for (const { columns, rows } of read) {
    for (const own of columns) {
      const name = names.get(normal(own)), texts = rows.map((row) => row.get(own)), comma = hasDecimalComma(texts);
      rows.forEach((row, at) => {
        row.set(name, texts[at]);
        numbers.set(row, (numbers.get(row) ?? new Map()).set(name, parseNumber(texts[at], comma)));
      });
    }
    source.all.push(...rows);
  }
  source.number = (row, name) => numbers.get(row).get(name) ?? null;
  source.rows = () => source.all.filter((row) => [...source.filters.values()].every((keep) => keep(row)));
  source.values = (rows, name) => rows.map((row) => source.number(row, name)).filter((value) => value !== null);
  source.isNumeric = (name) => source.all.every((row) => !row.get(name) || /^[^\p{L}]*\d[^\p{L}]*$/u.test(row.get(name)));
  return source;
}

function fillTable(element, columns, rows, isNumeric) {
  const cell = (tag, name, text) => make(tag, { class: isNumeric(name) ? "number" : null, scope: tag === "th" ? "col" : null }, text);
  (element.tHead ?? element.createTHead()).replaceChildren(make("tr", {}, ...columns.map((name) => cell("th", name, name))));
  const body = element.tBodies[0] ?? element.appendChild(make("tbody"));
  body.replaceChildren(...rows.map((row) => make("tr", {}, ...columns.map((name) => cell("td", name, row.get(name) ?? "")))));
}
