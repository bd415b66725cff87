// Words after every rendering, counted in what the reader sees; blocks end a word even without a space.
function wordsIn(element) {
  const copy = element.cloneNode(true);
  for (const block of copy.querySelectorAll("p, li, td, th, h1, h2, h3, h4, h5, h6, pre, blockquote, br, div")) block.after(" ");
  for (const block of copy.querySelectorAll("li, blockquote")) block.prepend(" ");
  return copy.textContent.match(/[\p{L}\p{N}]+(?:['’_.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

parts.count = (f) => manuscript.onRender(() => {
  const words = wordsIn(manuscript.element ?? make("div", {}, manuscript.text));
  const value = { words, minutes: Math.max(1, Math.round(words / 220)), characters: [...manuscript.text].length }[f.unit];
  const unit = f.unit === "minutes" ? "min" : value === 1 ? f.unit.slice(0, -1) : f.unit;
  byId(f.id).textContent = `${new Intl.NumberFormat("en-US").format(value)} ${unit}`;
});
