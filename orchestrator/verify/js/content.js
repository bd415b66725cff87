// How much there is to see: characters of visible text plus things that are no text.
() => {
  const shown = (e) => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1; };
  const things = [...document.querySelectorAll("img, canvas, svg, video, input, select, textarea, iframe, button")];
  const text = document.body ? document.body.innerText.trim().length : 0;
  return text + things.filter(shown).length;
}
