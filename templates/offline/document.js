// One Markdown document, from the address or the attachment, rendered with the library where there is one.
// Documents can come from anywhere: what could run is taken out before it reaches the page.
function sanitized(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  const unwanted = "script, style, iframe, frame, object, embed, form, input, button, select, textarea, link, meta, base, svg, math, template, audio, video";
  for (const element of body.querySelectorAll(unwanted)) element.remove();
  for (const element of body.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      const active = /^(href|src|xlink:href)$/i.test(name) && !/^(https?:|mailto:|#|\.{0,2}\/|[\w-]+(\.|\/|#|\?|$)|data:image\/(png|gif|jpeg|webp);)/i.test(value.trim());
      if (/^on|^style$|^id$|^name$|^srcdoc$|^srcset$|^formaction$/i.test(name) || active) element.removeAttribute(name);
    }
  }
  for (const wide of body.querySelectorAll("pre, table")) {
    const frame = make("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": wide.matches("pre") ? "Code" : "Table" });
    wide.replaceWith(frame);
    frame.append(wide);
  }
  return body;
}

// Words as a reader sees them: blocks end a word even without a space.
function countWords(element) {
  const copy = element.cloneNode(true);
  for (const block of copy.querySelectorAll("p, li, td, th, h1, h2, h3, h4, h5, h6, pre, blockquote, br, div")) { block.before(" "); block.after(" "); }
  return copy.textContent.match(/[\p{L}\p{N}]+(?:['’_.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

parts.document = (params) => {
  const output = byId(params.output);
  let current = null;
  const render = () => {
    if (current === null) return;
    const library = params.libraries && window.marked;
    const html = library ? (library.parse ?? library)(current.text) : renderMarkdown(current.text);
    output.replaceChildren(...sanitized(html).childNodes);
    if (window.hljs) for (const block of output.querySelectorAll("pre code")) window.hljs.highlightElement(block);
    if (params.source) byId(params.source).textContent = current.text;
    if (params.label) byId(params.label).textContent = current.name;
    if (params.count) byId(params.count).textContent = new Intl.NumberFormat("en-US").format(countWords(output));
    report("document-status", current.note, current.note ? "error" : "done");
  };
  const read = async () => {
    const asked = params.parameter && new URLSearchParams(location.search).get(params.parameter);
    let note = "";
    if (asked) {
      try { return { text: await (await load(webAddress(asked))).text(), name: asked, note }; }
      catch (error) { note = `${asked} could not be read (${error.message}); showing ${params.file ?? "nothing"} instead.`; }
    }
    if (!params.file) return { text: "", name: "no document", note };
    return { text: await (await load(encodePath(params.file))).text(), name: params.file, note };
  };
  read().then((found) => { current = found; render(); })
    .catch((error) => report("document-status", `${params.file} could not be read: ${error.message}.`, "error"));
  libraryListeners.push(render);
  if (params.tabs) openTabs([...byId(params.tabs).querySelectorAll("[role=tab]")]);
};

function openTabs(tabs) {
  const select = (chosen) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
  };
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", ({ key }) => {
      if (key !== "ArrowRight" && key !== "ArrowLeft") return;
      select(tabs[(at + 1) % tabs.length]);
      tabs[(at + 1) % tabs.length].focus();
    });
  });
  select(tabs[0]);
}
