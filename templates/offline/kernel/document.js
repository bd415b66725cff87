// One document: its text, where it came from, and whoever wants to know when it was rendered.
const manuscript = {
  text: null, source: "", note: "", file: null, element: null, listeners: [],
  onRender(listener) { this.listeners.push(listener); if (this.text !== null) listener(); },
  async load(file, parameter) {
    const asked = parameter && new URLSearchParams(location.search).get(parameter);
    if (asked) {
      try { return this.show(await readText(checkedAddress(asked)), asked); }
      catch (error) { this.note = `${asked} could not be read (${error.message}); showing ${file ?? "nothing"} instead.`; }
    }
    if (!file) return this.show("", "no document");
    try { this.show(await readText(file.split("/").map(encodeURIComponent).join("/")), file); }
    catch (error) { tell("document", `${file} could not be read: ${error.message}.`, "error"); }
  },
  show(text, source) {
    this.text = text;
    this.source = source;
    this.render();
  },
  render() {
    if (this.text === null) return;
    const library = window.marked;
    const html = library ? (library.parse ?? library)(this.text) : renderMarkdown(this.text);
    this.element?.replaceChildren(...harmless(html).childNodes);
    this.colour();
    for (const listener of this.listeners) listener();
  },
  colour() {
    if (!window.hljs || !this.element) return;
    for (const block of this.element.querySelectorAll("pre code")) window.hljs.highlightElement(block);
  },
};

function checkedAddress(address) {
  const url = new URL(address, location.href);
  if (!/^https?:$/.test(url.protocol)) throw new Error("only http and https addresses are opened");
  return url.href;
}

async function readText(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.text();
}

// Documents can come from anywhere: what could run is taken out before it reaches the page.
function harmless(html) {
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
