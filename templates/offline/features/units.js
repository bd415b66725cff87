// One quantity in several units: what is typed into one field shows in all the others.
parts.units = (f) => {
  const form = byId(f.id);
  let source = f.elements.find(({ kind }) => kind === "field");
  const convert = () => {
    const text = byId(source.id).value.trim();
    for (const element of f.elements) {
      const value = text === "" ? "" : tidy(converted(Number(text), source.unit, element.unit));
      if (element.kind === "result") byId(element.id).textContent = value || "–";
      else if (element !== source) byId(element.id).value = value;
    }
  };
  form.addEventListener("input", ({ target }) => {
    source = f.elements.find(({ id }) => id === target.id) ?? source;
    convert();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); convert(); });
};
