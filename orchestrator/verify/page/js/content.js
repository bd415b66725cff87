// How much there is to see: characters of text that is shown, plus things that are no text, in open shadow trees too.
() => {
  const shown = (e) => {
    const r = e.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const inside = (root) => {
    let found = [...root.querySelectorAll("img, canvas, svg, video, input, select, textarea, iframe, button")].filter(shown).length;
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (data.trim() && shown(parentElement ?? root.host)) found += data.trim().length;
    }
    return [...root.querySelectorAll("*")].reduce((sum, e) => sum + (e.shadowRoot ? inside(e.shadowRoot) : 0), found);
  };
  return inside(document);
}
