// How far the page can be scrolled sideways at the viewport's present width, and what sticks out most.
() => {
  const root = document.documentElement;
  const width = root.clientWidth;
  const shut = [root, document.body].some((e) => e && /hidden|clip/.test(getComputedStyle(e).overflowX));
  const overflow = shut ? 0 : Math.max(0, root.scrollWidth - width);
  const name = (e) => e.tagName.toLowerCase() + (e.id ? `#${e.id}` : "")
    + [...e.classList].slice(0, 2).map((c) => `.${c}`).join("");
  const contained = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX)) return true;
    return false;
  };
  let culprit = "";
  if (overflow > 1) {
    const out = [...document.body.querySelectorAll("*")]
      .map((e) => [e.getBoundingClientRect().right, e]).filter(([right]) => right > width + 1)
      .sort((a, b) => b[0] - a[0]).find(([, e]) => !contained(e));
    if (out) culprit = `${name(out[1])} (right edge at ${Math.round(out[0])} px)`;
  }
  const meta = document.querySelector("meta[name=viewport i]")?.content ?? "";
  return { width, overflow, culprit, viewport_meta: /width\s*=/.test(meta) };
}
