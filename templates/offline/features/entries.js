// A list that a visitor makes, kept in this browser: fields, a table or a list, and what its amounts add up to.
parts.entries = (f) => {
  const place = byId(f.id), form = byId(`${f.id}-form`), problem = byId(`${f.id}-problem`);
  const key = f.keep || f.id;
  const kept = stored(key, []);
  const entries = Array.isArray(kept) ? kept : [];
  const amounts = f.elements.filter(({ kind, amount }) => kind === "number" && amount);
  const times = f.elements.find(({ kind, name }) => kind === "number" && /\b(qty|quantity)\b/.test(name));
  const group = f.elements.find(({ name }) => /categor|type|group|kind|tag/.test(name)) ?? f.elements.find(({ kind }) => kind === "choice") ?? f.elements[0];
  const amountOf = (entry) => (amounts.length ? Number(entry[amounts[0].id]) * (times ? Number(entry[times.id]) : 1) : 0);
  const money = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
  const wanted = () => (f.search_id ? byId(f.search_id).value.trim().toLowerCase() : "");
  const put = (id, value) => { if (id) byId(id).textContent = money(value); };

  const remover = (entry, name) => {
    const button = make("button", { type: "button", class: "btn quiet", "aria-label": `Delete ${name}` }, f.table ? "✕" : "Delete");
    button.addEventListener("click", () => { entries.splice(entries.indexOf(entry), 1); save(); byId(f.elements[0].id).focus(); });
    return button;
  };
  const shownAs = (entry) => {
    const texts = f.elements.map(({ id }) => entry[id] ?? "");
    const button = remover(entry, texts[0]);
    if (f.table) return make("tr", {}, ...texts.map((text, at) => make("td", { class: f.elements[at].kind === "number" ? "number" : null }, text)),
      f.lines ? make("td", { class: "number" }, money(amountOf(entry))) : null, make("td", {}, button));
    return make("li", {}, make("div", { class: "entry" }, make("span", { class: "entry-main" }, texts[0]),
      texts.length > 1 ? make("span", { class: "entry-rest" }, texts.slice(1).filter(Boolean).join(" · ")) : null), button);
  };
  const addUp = () => {
    const total = entries.reduce((sum, entry) => sum + amountOf(entry), 0);
    if (f.count_id) byId(f.count_id).textContent = String(entries.length);
    put(f.total_id, total);
    put(f.subtotal_id, total);
    put(f.tax_id, total * f.tax / 100);
    put(f.grand_id, total * (1 + f.tax / 100));
    put(f.mean_id, entries.length ? total / entries.length : 0);
    if (!f.groups_id) return;
    const sums = new Map();
    for (const entry of entries) sums.set(entry[group.id] || "(none)", (sums.get(entry[group.id] || "(none)") ?? 0) + (amounts.length ? amountOf(entry) : 1));
    byId(f.groups_id).tBodies[0].replaceChildren(...[...sums].map(([name, sum]) => make("tr", {}, make("td", {}, name), make("td", { class: "number" }, money(sum)))));
  };
  const draw = () => {
    const shown = entries.filter((entry) => !wanted() || Object.values(entry).some((text) => text.toLowerCase().includes(wanted())));
    (f.table ? place.tBodies[0] : place).replaceChildren(...shown.map(shownAs));
    byId(`${f.id}-empty`).hidden = shown.length > 0;
    byId(`${f.id}-empty`).textContent = entries.length ? "No entry holds these words." : "Nothing here yet: what you add stays in this browser.";
    addUp();
  };
  const save = () => { store(key, entries); draw(); };
  const wrong = ({ id, label, kind }, at) => {
    const field = byId(id);
    if (!field.validity.valid) return `${label} is not right.`;
    return field.value.trim() === "" && (at === 0 || kind === "number") ? `Please fill in: ${label}.` : "";
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [mistake] = f.elements.map((element, at) => [element, wrong(element, at)]).filter(([, text]) => text);
    problem.textContent = mistake ? mistake[1] : "";
    if (mistake) return byId(mistake[0].id).focus();
    entries.push(Object.fromEntries(f.elements.map(({ id }) => [id, byId(id).value.trim()])));
    form.reset();
    byId(f.elements[0].id).focus();
    save();
  });
  if (f.search_id) byId(f.search_id).addEventListener("input", draw);
  if (f.clear_id) byId(f.clear_id).addEventListener("click", () => { entries.length = 0; save(); });
  draw();
};
