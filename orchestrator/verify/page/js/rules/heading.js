// A heading that is shown has exactly these words, white space aside.
({ tag, words }) => {
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const texts = [...document.querySelectorAll(tag ?? "h1,h2,h3,h4,h5,h6")].filter((e) => e.checkVisibility()).map((e) => plain(e.textContent));
  return { passed: texts.includes(plain(words)), seen: texts.slice(0, 6).map((t) => JSON.stringify(t)).join(", ") || "no heading" };
}
