// Sections filled from content.json, so that their words can be changed without touching the page.
parts.sections = async ({ sections }) => {
  let content = {}, problem = "";
  try { content = await (await load("content.json")).json(); }
  catch (error) { problem = `content.json could not be read: ${error.message}.`; }
  for (const { topic } of sections) {
    const { text = problem || "Nothing here yet.", items = [] } = content[topic] ?? {};
    const cards = items.map(({ title = "", text: line = "" }) => make("li", {}, make("h3", {}, title), make("p", {}, line)));
    byId(`${topic}-content`).replaceChildren(make("p", {}, text), make("ul", { class: "cards" }, ...cards));
  }
};
