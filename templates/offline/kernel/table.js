// Rows of a CSV, TSV or JSON file: read once, filtered and converted in one place, shown by many parts.
const normal = (name) => String(name).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

function decode(buffer) {
  const bytes = new Uint8Array(buffer);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try { return new TextDecoder("utf-8", { fatal: true }).decode(bytes); }
  catch { return new TextDecoder("windows-1252").decode(bytes); }
}

function separatorOf(text) {
  const line = text.slice(0, 20000).split(/\r\n|\n|\r/).find((candidate) => candidate.trim()) ?? "";
  const bare = line.replace(/"[^"]*"/g, "");
  return [",", ";", "\t", "|"].reduce((best, mark) =>
    bare.split(mark).length > bare.split(best).length ? mark : best);
}

function parseCsv(text) {
  const separator = separatorOf(text);
  const rows = [];
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
  return { columns, rows: records.map((record) => Object.fromEntries(columns.map((name, i) => [name, record[i] ?? ""]))) };
}

// One object of plain values as rows of a key and a value.
const pairsOf = (value) => Object.entries(value).map(([key, inner]) => ({ key, value: inner }));

function readJsonRows(text) {
  const value = JSON.parse(text);
  const found = Array.isArray(value) ? value : Object.values(value).find(Array.isArray) ?? pairsOf(value);
  const list = found.map((row) => (row !== null && typeof row === "object" ? row : { value: row }));
  const columns = [...new Set(list.flatMap((row) => Object.keys(row)))];
  return { columns, rows: list.map((row) => Object.fromEntries(columns.map((name) => [name, String(row[name] ?? "")]))) };
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

// 2024-03-01, 2024/3/1 and 1.3.2024 as 2024-03; anything else as nothing.
function isoDate(text) {
  const iso = text.match(/^(\d{4})[-/.](\d{1,2})(?!\d)/);
  const local = text.match(/^\d{1,2}[/.](\d{1,2})[/.](\d{4})$/);
  return iso ? `${iso[1]}-${iso[2].padStart(2, "0")}` : local ? `${local[2]}-${local[1].padStart(2, "0")}` : "";
}

const comparisons = { ">": (a, b) => a > b, ">=": (a, b) => a >= b, "<": (a, b) => a < b, "<=": (a, b) => a <= b };

function createTable(file) {
  const table = {
    file, columns: [], all: [], failed: false, rate: 1, currency: "", filters: new Map(), listeners: [], numbers: new Map(),
    column(name) {
      const same = (other) => normal(other).replace(/s$/, "") === normal(name).replace(/s$/, "");
      return this.columns.find((other) => normal(other) === normal(name)) ?? this.columns.find(same);
    },
    // The text of a cell; a month or a year that is no column is cut out of the first column of dates.
    cell(row, name) {
      const column = this.column(name);
      if (column) return row[column] ?? "";
      const [year = "", month = ""] = isoDate(row[this.dateColumn] ?? "").split("-");
      return normal(name) === "month" ? [year, month].filter(Boolean).join("-") : year;
    },
    has(name) {
      return name.split(" × ").every((part) => this.hasColumn(part));
    },
    hasColumn(name) { return Boolean(this.column(name) || (this.dateColumn && /^(month|year)$/.test(normal(name)))); },
    get dateColumn() {
      return this.columns.find((name) => this.all.some((row) => row[name]) && this.all.every((row) => !row[name] || isoDate(row[name])));
    },
    get rows() { return this.all.filter((row) => [...this.filters.values()].every((keep) => keep(row))); },
    // The page of the rows that is turned up, where the app has pages.
    page(rows) {
      if (!this.pager) return rows;
      const { size } = this.pager, pages = Math.max(1, Math.ceil(rows.length / size));
      this.pager.at = Math.min(this.pager.at, pages - 1);
      this.pager.tell(pages);
      return rows.slice(this.pager.at * size, (this.pager.at + 1) * size);
    },
    valuesOf(name) {
      const factors = name.split(" × ");
      if (factors.length > 1) {
        const values = factors.map((factor) => this.valuesOf(factor));
        const times = (row) => values.reduce((product, map) => (map.get(row) === null ? null : product * map.get(row)), 1);
        if (!this.numbers.has(name)) this.numbers.set(name, new Map(this.all.map((row) => [row, times(row)])));
        return this.numbers.get(name);
      }
      const column = this.column(name);
      if (!this.numbers.has(column)) {
        const texts = this.all.map((row) => row[column] ?? "");
        const comma = hasDecimalComma(texts);
        this.numbers.set(column, new Map(this.all.map((row, i) => [row, parseNumber(texts[i], comma)])));
      }
      return this.numbers.get(column);
    },
    // A condition of a figure: a label is compared as it is written in any case, a number by its amount.
    meets(row, where) {
      if (!where) return true;
      if (where.is === "=") return this.cell(row, where.column).toLowerCase() === String(where.value).toLowerCase();
      const value = this.number(row, where.column), { [where.is]: holds } = comparisons;
      return value !== null && holds(value, where.value);
    },
    number(row, name) { return this.valuesOf(name).get(row); },
    // Whole numbers stay whole; anything with a fraction, or converted, gets two decimals.
    decimals(name) {
      const values = [...this.valuesOf(name).values()];
      return this.rate === 1 && values.every((value) => value === null || Number.isInteger(value)) ? 0 : 2;
    },
    sum(rows, name) { return rows.reduce((sum, row) => sum + (this.number(row, name) ?? 0), 0) * this.rate; },
    groups(rows, name) {
      const found = new Map();
      for (const row of rows) {
        const key = this.cell(row, name) || "(empty)";
        found.set(key, [...(found.get(key) ?? []), row]);
      }
      return found;
    },
    onChange(listener) { this.listeners.push(listener); if (this.all.length) listener(); },
    changed() {
      for (const listener of this.listeners) listener();
      const shown = this.rows.length;
      if (!this.failed) tell(file || "upload", shown === this.all.length ? `${shown} rows` : `${shown} of ${this.all.length} rows`, "done");
    },
    read(text, name) {
      const bare = text.replace(/^\ufeff/, "");
      const { columns, rows } = /\.json$/i.test(name) ? readJsonRows(bare) : parseCsv(bare);
      Object.assign(this, { columns, all: rows, failed: false, numbers: new Map() });
      this.changed();
    },
    fail(message) { this.failed = true; tell(file || "upload", message, "error"); },
  };
  loadTable(table);
  return table;
}

async function loadTable(table) {
  if (!table.file) return tell("upload", "Choose a file.");
  try {
    const answer = await fetch(table.file.split("/").map(encodeURIComponent).join("/"));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    table.read(decode(await answer.arrayBuffer()), table.file);
  } catch (error) {
    table.fail(`${table.file} could not be read: ${error.message}.`);
  }
}

const tables = {};
const openTable = (file) => (tables[file] ??= createTable(file));
