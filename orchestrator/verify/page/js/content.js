// What a visitor sees. `content`: characters of text that is shown, plus pictures, controls and painted boxes, in open
// shadow trees too. `broken`: what keeps a visitor from using the page. `suspicious`: what may be meant that way.
() => {
  const shown = (e) => {
    const r = e.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && r.right > 0 && r.bottom + scrollY > 0 && parseFloat(getComputedStyle(e).fontSize) > 1
      && e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const painted = (e) => {
    const { backgroundImage, backgroundColor, borderTopWidth, borderTopStyle, boxShadow } = getComputedStyle(e);
    return backgroundImage !== "none" || !/, 0\)$|\/ 0\)$/.test(backgroundColor) || boxShadow !== "none"
      || (parseFloat(borderTopWidth) > 0 && borderTopStyle !== "none");
  };
  const texts = [];
  const inside = (root) => {
    let found = [...root.querySelectorAll("img, canvas, svg, video, input, select, textarea, iframe, button")].filter(shown).length;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      if (!data.trim() || !shown(parentElement ?? root.host)) continue;
      found += data.trim().length;
      if (!parentElement?.closest("code, pre, textarea, script, style, kbd, samp, [contenteditable]")) texts.push(data.trim());
    }
    const all = [...root.querySelectorAll("*")];
    if (!found) found += all.filter((e) => !/^(HTML|BODY)$/.test(e.tagName) && shown(e) && painted(e)).length;
    return all.reduce((sum, e) => sum + (e.shadowRoot ? inside(e.shadowRoot) : 0), found);
  };
  const name = (e) => e.tagName.toLowerCase() + (e.id ? `#${e.id}` : [...e.classList].slice(0, 2).map((c) => `.${c}`).join(""));
  const content = inside(document);
  const broken = [];
  const suspicious = [];
  const find = (list, pattern, problem) => {
    const text = texts.find((each) => pattern.test(each));
    if (text) list.push(`${problem}: ${JSON.stringify(text.slice(0, 80))}`);
  };
  find(broken, /\{\{[^{}\n]{1,60}\}\}|<%=? ?[\w.]+ ?%>|\$\{[\w.()]{1,40}\}/, "a template that was not filled in");
  find(broken, /\[object (Object|Promise|HTML\w+|Undefined)\]/, "an object shown as text");
  find(broken, /^(.{0,60}[:=$€£] ?)?(undefined|NaN)( ?[%€°]\w?)?$/, "a missing value shown as text");
  find(broken, /Ã[\u0080-\u00bf©¤¼¶«¨]|â€[™œ“”¦\u0080-\u009f]|Â[\u00a0-\u00bf]|\ufffd/, "text in a wrong encoding");
  find(suspicious, /\blorem ipsum\b/i, "placeholder text");
  const main = document.querySelector("main, [role=main], #app, #root, #main");
  if (main && main.textContent.trim().length > 20 && ![main, ...main.querySelectorAll("*")].some(shown))
    broken.push(`${name(main)} holds the content and is not visible`);
  const points = [1, 3, 5, 7, 9].flatMap((x) => [1, 3, 5, 7, 9].map((y) => document.elementFromPoint(innerWidth * x / 10, innerHeight * y / 10)));
  const [cover] = points;
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea")].filter(shown);
  if (cover && points.every((e) => e === cover) && /fixed|absolute|sticky/.test(getComputedStyle(cover).position)
    && !/^(CANVAS|VIDEO|IFRAME|IMG|OBJECT|EMBED)$/.test(cover.tagName) && !cover.onclick
    && !cover.querySelector("a, button, input, canvas, img, svg, video") && controls.some((e) => !cover.contains(e))) {
    const text = cover.innerText.trim();
    (text && !/^(loading|please wait)/i.test(text) ? suspicious : broken).push(`${name(cover)} covers the page, whose controls cannot be clicked`);
  }
  const ids = new Map();
  for (const e of document.querySelectorAll("[id]")) if (!e.closest("svg")) ids.set(e.id, (ids.get(e.id) ?? 0) + 1);
  const twice = [...ids].filter(([, n]) => n > 1).map(([id]) => `#${id}`);
  if (twice.length) suspicious.push(`ids that occur more than once: ${twice.slice(0, 5).join(", ")}`);
  const dead = [...document.querySelectorAll("div[onclick], span[onclick], p[onclick], li[onclick]")]
    .filter((e) => shown(e) && e.tabIndex < 0 && !e.querySelector("a, button, input"));
  if (dead.length) suspicious.push(`${name(dead[0])} can be clicked, but not reached by keyboard`);
  const refresh = document.querySelector("meta[http-equiv=refresh i]");
  if (refresh) suspicious.push(`the page reloads itself: ${refresh.outerHTML.slice(0, 100)}`);
  const comments = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    const said = comments.currentNode.data.trim();
    if (/^(\.\.\.|…)|\b(your (content|code) (goes )?here|(rest|remainder) of the|placeholder for|TODO: (add|implement))/i.test(said))
      suspicious.push(`a comment in place of content: ${JSON.stringify(said.slice(0, 80))}`);
  }
  return { content, text: texts.join(" ").slice(0, 400), broken: broken.slice(0, 10), suspicious: suspicious.slice(0, 10) };
}
