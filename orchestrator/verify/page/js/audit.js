// Runs axe-core, which was evaluated before, and keeps what is serious or critical. It must not wait for media, which
// may be out of reach. Text of its ground's very colour, of which axe-core says only that it cannot tell, is serious too,
// unless it is left transparent, outlined, or there to be pointed at.
async () => {
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
  return [...found.violations, ...unseen].filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => ({
    rule: v.id, impact: v.impact, help: v.help, nodes: v.nodes.length, target: v.nodes[0].target.flat().join(" "),
  }));
}
