// A JSON file as a tree that folds.
function jsonNode(name, value, depth) {
  const label = name === null ? [] : [make("span", { class: "json-key" }, `${name}: `)];
  if (value === null || typeof value !== "object") {
    return make("div", { class: "json-leaf" }, ...label, make("span", { class: "json-value" }, JSON.stringify(value)));
  }
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  const node = make("details", { open: depth < 2 }, make("summary", {}, ...label, make("span", { class: "json-size" }, size)));
  const fill = () => { if (node.open && node.children.length === 1) node.append(...entries.map(([key, inner]) => jsonNode(key, inner, depth + 1))); };
  node.addEventListener("toggle", fill);
  fill();
  return node;
}

parts.tree = async (f) => {
  try {
    const answer = await fetch(f.file.split("/").map(encodeURIComponent).join("/"));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    byId(f.id).replaceChildren(jsonNode(null, await answer.json(), 0));
  } catch (error) { byId(f.id).textContent = `${f.file} could not be read: ${error.message}.`; }
};
