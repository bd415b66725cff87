// A section filled from content.json, so that its words can be changed without touching the page.
let contentFile = null;
const readContent = () => (contentFile ??= fetch("content.json").then((answer) => {
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json();
}));

parts.content = async (f) => {
  const place = byId(`${f.id}-content`);
  try {
    const { text, items = [] } = (await readContent())[f.topic] ?? {};
    const cards = items.map((item) => make("li", { class: item.placeholder ? "card-item placeholder" : "card-item" },
      make("h3", {}, item.title),
      item.text ? make("p", {}, item.text) : null,
      item.link && /^(https?:|[\w./#-]+$)/.test(item.link) ? make("a", { href: item.link }, "More") : null));
    place.replaceChildren(...[text ? make("p", {}, text) : null, cards.length ? make("ul", { class: "cards" }, ...cards) : null].filter(Boolean));
    if (!text && !cards.length) place.textContent = "Nothing here yet.";
  } catch (error) { place.textContent = `content.json could not be read: ${error.message}.`; }
};
