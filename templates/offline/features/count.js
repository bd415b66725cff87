// Words after every rendering, counted in what the reader sees.
parts.count = (f) => manuscript.onRender(() => {
  const text = manuscript.element ? manuscript.element.textContent : manuscript.text;
  const words = text.match(/[\p{L}\p{N}]+(?:['’_.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  const value = f.unit === "minutes" ? Math.max(1, Math.round(words / 220)) : words;
  byId(f.id).textContent = `${new Intl.NumberFormat("en-US").format(value)} ${f.unit === "minutes" ? "min" : value === 1 ? "word" : "words"}`;
});
