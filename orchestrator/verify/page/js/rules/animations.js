// What moves, by the page's own styles and scripts; with `only`, those findings alone that begin with it.
async (only = "") => {
  const found = new Set();
  const look = (rules) => {
    for (const rule of rules) {
      if (rule.type === CSSRule.KEYFRAMES_RULE) found.add(`@keyframes ${rule.name}`);
      const s = rule.style;
      if (s && s.transitionDuration && !/^0m?s$/.test(s.transitionDuration)) found.add(`transition on ${rule.selectorText}`);
      if (s && s.scrollBehavior === "smooth") found.add(`smooth scrolling on ${rule.selectorText}`);
      if (rule.cssRules) look(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) {
    if (sheet.href && !sheet.href.startsWith(location.origin)) continue;
    try { look(sheet.cssRules); } catch { /* a sheet that cannot be read */ }
  }
  for (const e of document.querySelectorAll("[style*=transition], [style*=animation]")) found.add(`style of ${e.tagName}`);
  if (document.documentElement.style.scrollBehavior === "smooth") found.add("smooth scrolling on html");
  const code = await ownCode();
  if (/requestAnimationFrame|\.animate\(/.test(code)) found.add("scripted animation");
  if (/behavior:\s*["']smooth/.test(code)) found.add("smooth scrolling by a script");
  const kept = [...found].filter((each) => each.startsWith(only));
  return { passed: kept.length > 0, seen: kept.slice(0, 5).join("; ") || "none in the page's own styles and scripts" };
}
