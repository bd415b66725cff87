// The document as it was written, kept in step with what is rendered.
parts.source = (f) => manuscript.onRender(() => { byId(f.id).textContent = manuscript.text; });
