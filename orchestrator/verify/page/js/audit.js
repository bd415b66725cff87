// Runs axe-core, which was evaluated before, and keeps what is serious or critical. It must not wait for media, which
// may be out of reach. Of a long table or list only the first rows are judged: axe-core needs more memory than a page may
// have. Text of its ground's very colour, of which axe-core says only that it cannot tell, is serious too, unless it is
// left transparent, outlined, or there to be pointed at.
async () => {
  if (document.querySelectorAll("*").length > 4000)
    for (const e of document.querySelectorAll("body :nth-child(n+61)")) e.remove();
  document.getAnimations().forEach((a) => { try { a.finish(); } catch { a.cancel(); } });
  const options = { resultTypes: ["violations", "incomplete"], preload: false, elementRef: true };
  const found = await axe.run(document, options);
  const otherwiseDrawn = (e) => {
    const style = getComputedStyle(e);
    return /^rgba\(.*, 0\)$|\/ 0\)$/.test(style.color) || parseFloat(style.webkitTextStrokeWidth) > 0;
  };
  const shownByPointing = (e) => !e.closest("a, button") && [...e.getRootNode().styleSheets].some((sheet) => {
    try {
      return [...sheet.cssRules].some((rule) => /:(hover|focus|active)/.test(rule.selectorText)
        && (rule.style.color || rule.style.backgroundColor)
        && e.closest(rule.selectorText.replace(/:(hover|active|focus(-within|-visible)?)/g, "")));
    } catch { return false; }
  });
  const unseen = found.incomplete.filter((v) => v.id === "color-contrast").map((v) => ({
    ...v, impact: "serious", help: "Text must not have the colour of what is behind it",
    nodes: v.nodes.filter((n) => n.any.some((check) => check.data?.messageKey === "equalRatio")
      && n.element && !otherwiseDrawn(n.element) && !shownByPointing(n.element)),
  })).filter((v) => v.nodes.length);
  const near = (n) => n.any.some(({ data }) => data?.contrastRatio >= 0.9 * parseFloat(data?.expectedContrastRatio));
  const split = (v) => (v.id !== "color-contrast" ? [v] : [false, true].map((minor) => (
    { ...v, minor, nodes: v.nodes.filter((n) => near(n) === minor) })).filter(({ nodes }) => nodes.length));
  return [...found.violations, ...unseen].filter((v) => v.impact === "serious" || v.impact === "critical").flatMap(split).map((v) => ({
    rule: v.id, impact: v.impact, help: v.help, nodes: v.nodes.length, target: v.nodes[0].target.flat().join(" "), minor: Boolean(v.minor),
  }));
}
