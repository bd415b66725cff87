// How much there is to see: characters of text that is shown, plus things that are no text.
() => {
  const shown = (e) => {
    const r = e.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const things = [...document.querySelectorAll("img, canvas, svg, video, input, select, textarea, iframe, button")];
  const texts = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT);
  let characters = 0;
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.data.trim() && shown(text.parentElement)) characters += text.data.trim().length;
  }
  return characters + things.filter(shown).length;
}
