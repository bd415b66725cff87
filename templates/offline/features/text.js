// A text that is typed: counted with every letter, turned into something else at the press of a button.
const matches = (text, pattern) => text.match(pattern)?.length ?? 0;
const textWords = (text) => matches(text, /[\p{L}\p{N}]+(?:['’_.-][\p{L}\p{N}]+)*/gu);
const counts = {
  words: textWords,
  characters: (text) => [...text].length,
  spaceless: (text) => [...text.replace(/\s/g, "")].length,
  sentences: (text) => matches(text, /[^.!?\s][^.!?]*(?:[.!?]+|$)/g),
  lines: (text) => (text ? text.split(/\r\n|\n|\r/).length : 0),
  paragraphs: (text) => text.split(/\n\s*\n/).filter((part) => part.trim()).length,
  minutes: (text) => Math.ceil(textWords(text) / 220),
};
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const turns = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  title: (text) => text.toLowerCase().replace(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu, capital),
  sentence: (text) => text.toLowerCase().replace(/(^\s*|[.!?]\s+)(\p{L})/gu, (_all, before, letter) => before + letter.toUpperCase()),
  reverse: (text) => [...text].reverse().join(""),
  trim: (text) => text.trim().replace(/[^\S\n]+/g, " "),
};

parts.text = (f) => {
  const field = byId(f.id), output = f.output_id && byId(f.output_id);
  const count = () => {
    for (const { id, name, kind } of f.elements) if (kind === "count") byId(id).textContent = String(counts[name](field.value));
  };
  for (const { id, name, kind } of f.elements) {
    if (kind === "turn") byId(id).addEventListener("click", () => {
      const text = turns[name](field.value);
      if (output) output.textContent = text;
      else { field.value = text; count(); }
    });
  }
  field.addEventListener("input", count);
  byId(f.clear_id || `${f.id}-clear`).addEventListener("click", () => {
    field.value = "";
    if (output) output.textContent = "";
    count();
    field.focus();
  });
  if (f.copy_id) copies(f.copy_id, () => output?.textContent || field.value);
  count();
};
