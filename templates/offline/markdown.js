// Markdown without a library: what a document commonly uses, in case the library does not arrive.
const escapeHtml = (text) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

function inlineMarkdown(text) {
  const kept = [];
  const keep = (html) => `\u0000${kept.push(html) - 1}\u0000`;
  let html = text.replaceAll("\u0000", "")
    .replace(/(`+)(.+?)\1/g, (_, __, code) => keep(`<code>${escapeHtml(code.trim())}</code>`))
    .replace(/\\([\\`*_{}[\]()#+\-.!|~>])/g, (_, char) => keep(escapeHtml(char)));
  html = escapeHtml(html)
    .replace(/!\[([^\]]*)\]\(\s*([^\s)]+)[^)]*\)/g, (_, alt, url) => keep(`<img alt="${alt}" src="${url}">`))
    .replace(/\[([^\]]+)\]\(\s*([^\s)]+)[^)]*\)/g, (_, label, url) => `${keep(`<a href="${url}">`)}${label}</a>`)
    .replace(/&#60;(https?:[^\s&]+)&#62;/g, (_, url) => keep(`<a href="${url}">${url}</a>`))
    .replace(/(\*\*|__)(?=\S)(.+?)\1/g, "<strong>$2</strong>")
    .replace(/\*(?=\S)(.+?)\*/g, "<em>$1</em>")
    .replace(/(^|\W)_(?=\S)(.+?)_(?!\w)/g, "$1<em>$2</em>")
    .replace(/~~(.+?)~~/g, "<del>$1</del>");
  while (/\u0000\d+\u0000/.test(html)) html = html.replace(/\u0000(\d+)\u0000/g, (_, at) => kept[at]);
  return html.replace(/ {2,}\n/g, "<br>\n");
}

const blockMarkdown = [
  [/^(`{3,}|~{3,})\s*([\w+-]*).*$/, (lines, match) => {
    const body = [];
    lines.shift();
    while (lines.length && !lines[0].trim().startsWith(match[1])) body.push(lines.shift());
    lines.shift();
    const language = match[2] ? ` class="language-${match[2]}"` : "";
    return `<pre><code${language}>${escapeHtml(body.join("\n"))}\n</code></pre>`;
  }],
  [/^(#{1,6})\s+(.*?)\s*#*$/, (lines, match) => {
    lines.shift();
    return `<h${match[1].length}>${inlineMarkdown(match[2])}</h${match[1].length}>`;
  }],
  [/^ {0,3}([-*_])( *\1){2,}\s*$/, (lines) => { lines.shift(); return "<hr>"; }],
  [/^ {0,3}>/, (lines) => {
    const inner = [];
    while (lines.length && /^ {0,3}>/.test(lines[0])) inner.push(lines.shift().replace(/^ {0,3}> ?/, ""));
    return `<blockquote>${renderMarkdown(inner.join("\n"))}</blockquote>`;
  }],
  [/^ {0,3}([-*+]|\d+[.)])\s+/, (lines) => listMarkdown(lines)],
  [/^.*\|.*$/, (lines) => (/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[1] ?? "") && lines[1].includes("-")
    ? tableMarkdown(lines) : null)],
];

function listMarkdown(lines) {
  const marker = /^( {0,3})([-*+]|\d+[.)])\s+/;
  const ordered = /^\s*\d/.test(lines[0]);
  const items = [];
  while (lines.length && (marker.test(lines[0]) && /^\s*\d/.test(lines[0]) === ordered)) {
    const indent = lines[0].match(marker)[0].length;
    const item = [lines.shift().replace(marker, "")];
    while (lines.length && (/^\s{2,}\S/.test(lines[0]) || (!lines[0].trim() && /^\s{2,}\S/.test(lines[1] ?? "")))) {
      item.push(lines.shift().replace(new RegExp(`^\\s{0,${indent}}`), ""));
    }
    while (lines.length > 1 && !lines[0].trim() && marker.test(lines[1])) lines.shift();
    const task = item[0].match(/^\[([ xX])\]\s+(.*)$/);
    if (task) item[0] = `${task[1] === " " ? "☐" : "☑"} ${task[2]}`;
    const html = item.length > 1 ? renderMarkdown(item.join("\n")) : inlineMarkdown(item[0]);
    items.push(`<li>${html}</li>`);
  }
  return ordered ? `<ol>${items.join("")}</ol>` : `<ul>${items.join("")}</ul>`;
}

function tableMarkdown(lines) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => inlineMarkdown(cell.trim()));
  const head = cells(lines.shift());
  lines.shift();
  const body = [];
  while (lines.length && lines[0].includes("|")) body.push(cells(lines.shift()));
  const row = (values, tag) => `<tr>${head.map((_, i) => `<${tag}>${values[i] ?? ""}</${tag}>`).join("")}</tr>`;
  return `<table><thead>${row(head, "th")}</thead><tbody>${body.map((values) => row(values, "td")).join("")}</tbody></table>`;
}

function renderMarkdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n");
  const html = [];
  while (lines.length) {
    if (!lines[0].trim()) { lines.shift(); continue; }
    html.push(nextBlock(lines) ?? paragraphMarkdown(lines));
  }
  return html.join("\n");
}

function nextBlock(lines) {
  for (const [pattern, render] of blockMarkdown) {
    const match = lines[0].match(pattern);
    const html = match && render(lines, match);
    if (html) return html;
  }
  return null;
}

function paragraphMarkdown(lines) {
  const text = [lines.shift()];
  const begins = (line) => blockMarkdown.slice(0, 5).some(([pattern]) => pattern.test(line));
  while (lines.length && lines[0].trim() && !begins(lines[0])) {
    text.push(lines.shift());
  }
  return `<p>${inlineMarkdown(text.join("\n"))}</p>`;
}
