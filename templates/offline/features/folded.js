// Questions of a file; each one opens its answer.
parts.folded = async (f) => {
  const place = byId(f.id), status = byId(`${f.id}-status`);
  const search = () => {
    const wanted = byId(f.search_id).value.trim().toLowerCase();
    for (const item of place.children) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    status.textContent = [...place.children].some((item) => !item.hidden) ? "" : "No question holds these words.";
  };
  if (f.search_id) byId(f.search_id).addEventListener("input", search);
  try {
    const answer = await fetch(f.file.split("/").map(encodeURIComponent).join("/"));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const value = await answer.json();
    const rows = Array.isArray(value) ? value : Object.values(value).find(Array.isArray);
    place.replaceChildren(...rows.map((row) => make("details", {}, make("summary", {}, row[f.asked]), make("p", {}, row[f.told]))));
    status.textContent = "";
  } catch (error) { status.textContent = `${f.file} could not be read: ${error.message}.`; }
};
