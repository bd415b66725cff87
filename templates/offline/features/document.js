// The document, rendered with the library when it is there.
parts.document = (f) => {
  manuscript.element = byId(f.id);
  const again = (arrived) => { if (arrived) manuscript.render(); };
  libraries.when("marked", again);
  libraries.when("highlight.js", (arrived) => { if (arrived) manuscript.colour(); });
  manuscript.onRender(() => {
    if (f.file === manuscript.source) tell("document", `Rendered from ${f.file}`, "done");
    else if (manuscript.source !== "no document") tell("document", "Rendered", "done");
  });
  if (!("address" in parts)) manuscript.load(f.file, null);
  else manuscript.file = f.file;
};
