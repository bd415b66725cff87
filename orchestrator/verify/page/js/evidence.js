// What the page shows where these selectors point: the first element's markup or text, or that there is none.
(selectors) => selectors.map((selector) => {
  let found;
  try { found = document.querySelectorAll(selector); } catch { return `${selector} is no valid selector`; }
  if (!found.length) return `${selector} is missing`;
  const [element] = found;
  const markup = element.outerHTML.replace(/\s+/g, " ");
  const text = (element.innerText ?? element.textContent ?? "").replace(/\s+/g, " ").trim();
  const shown = markup.length <= 200 || !text ? markup.slice(0, 200) : JSON.stringify(text.slice(0, 200));
  const value = /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName) ? `, value ${JSON.stringify(element.value.slice(0, 80))}` : "";
  return `${selector}${found.length > 1 ? ` (first of ${found.length})` : ""}: ${shown}${value}`;
})
