// The first element of the selector has what is asked of it; only what is asked is in the argument.
({ selector, tag, attribute, value, inner, least, most, words, filled, visible }) => {
  const e = document.querySelector(selector);
  if (!e) return { passed: false, seen: `no element ${selector}` };
  const text = (e.value || e.innerText || e.textContent || "").replace(/\s+/g, " ").trim();
  const has = e.getAttribute(attribute ?? "id");
  const count = inner ? e.querySelectorAll(inner).length : 0;
  const { width, height } = e.getBoundingClientRect();
  const shown = e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && width > 0 && height > 0;
  const facts = [
    [tag, e.localName === tag, `a ${e.localName}`],
    [attribute, has !== null && (value === undefined || has === value), `${attribute}=${JSON.stringify(has)}`],
    [inner, count >= least && count <= most, `${count} inside`],
    [words, text.toLowerCase().includes((words ?? "").toLowerCase()), JSON.stringify(text.slice(0, 200))],
    [filled, text !== "", JSON.stringify(text.slice(0, 200))],
    [visible, shown, `${Math.round(width)} by ${Math.round(height)} px${shown ? "" : ", not to be seen"}`],
  ].filter(([asked]) => asked);
  return { passed: facts.every(([, passed]) => passed), seen: facts.map(([, , seen]) => seen).join("; ") || "there" };
}
