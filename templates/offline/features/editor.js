// The document in a field of its own: what is typed is rendered at once.
parts.editor = (f) => {
  const field = byId(f.id);
  manuscript.onRender(() => { if (document.activeElement !== field) field.value = manuscript.text; });
  field.addEventListener("input", () => manuscript.show(field.value, "what is typed"));
};
