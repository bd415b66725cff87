() => {
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
  if (/requestAnimationFrame|\.animate\(|behavior:\s*["']smooth/.test([...document.scripts].map((s) => s.text).join()))
    found.add("scripted animation");
  return { passed: found.size > 0, seen: [...found].slice(0, 5).join("; ") || "none in the page's own styles and scripts" };
}
