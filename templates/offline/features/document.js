// The document, rendered with the library when it is there.
parts.document = (f) => {
  manuscript.element = byId(f.id);
  const again = (arrived) => { if (arrived) manuscript.render(); };
  libraries.when("marked", again);
  libraries.when("highlight.js", (arrived) => { if (arrived) manuscript.colour(); });
  manuscript.onRender(() => {
    if (manuscript.note) tell("document", manuscript.note, "warning");
    else if (manuscript.text) tell("document", `Rendered from ${manuscript.source}`, "done");
    else tell("document", "Nothing to show yet.");
  });
  if (!("address" in parts)) manuscript.load(f.file, null);
  else manuscript.file = f.file;
};
