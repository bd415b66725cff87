// The first element of the selector has what is asked of it; only what is asked is in the argument.
async ({ selector, tag, attribute, value, inner, least, most, words, filled, visible, file, path }) => {
  const e = document.querySelector(selector);
  if (!e) return { passed: false, seen: `no element ${selector}` };
  const text = (e.value || e.innerText || e.textContent || "").replace(/\s+/g, " ").trim();
  const has = e.getAttribute(attribute ?? "id");
  const count = inner ? e.querySelectorAll(inner).length : 0;
  const data = file ? await fetch(file).then((answer) => answer.json()).catch(() => null) : null;
  const wanted = file ? path.split(".").reduce((found, key) => found?.[key], data) : "";
  const plain = (any) => `${any}`.replace(/(\d)[,\s\u00a0\u202f](?=\d{3})/g, "$1").toLowerCase();
  const { width, height } = e.getBoundingClientRect();
  const shown = e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && width > 0 && height > 0;
  const facts = [
    [tag, e.localName === tag, `a ${e.localName}`],
    [attribute, has !== null && (value === undefined || has === value || (attribute === "class" && e.classList.contains(value))), `${attribute}=${JSON.stringify(has)}`],
    [inner, count >= least && count <= most, `${count} inside`],
    [words, text.toLowerCase().includes((words ?? "").toLowerCase()), JSON.stringify(text.slice(0, 200))],
    [filled, text !== "", JSON.stringify(text.slice(0, 200))],
    [file, `${wanted ?? ""}` !== "" && plain(text).includes(plain(wanted)),
      `${JSON.stringify(text.slice(0, 200))}, and ${file} has ${JSON.stringify(wanted)}`],
    [visible, shown, `${Math.round(width)} by ${Math.round(height)} px${shown ? "" : ", not to be seen"}`],
  ].filter(([asked]) => asked);
  return { passed: facts.every(([, passed]) => passed), seen: facts.map(([, , seen]) => seen).join("; ") || "there" };
}
