// Another document by a parameter of the address; the label says which one is shown.
parts.address = (f) => {
  manuscript.onRender(() => { byId(f.id).textContent = manuscript.source; });
  manuscript.load(manuscript.file, f.parameter);
};
