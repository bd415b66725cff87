// Whether what the page shows comes from a data file: in a frame in which every number of that file is larger, the
// text differs, as it opens or after a choice. A page that never asks for the file must at least hold its rows, not
// only what follows from them.
async ({ file, row }) => {
  // The first script of the frame, so that the page's own code meets what it replaces.
  const patch = (file, change) => {
    const larger = (text) => text.replace(/(^|[^\w.#-])(\d+(?:\.\d+)?)(?![\w-])/g, (_, before, number) => before + (Number(number) * 3 + 7));
    const changed = (text) => (change ? larger(text) : text);
    const meant = (address) => decodeURI(new URL(String(address?.url ?? address), document.baseURI)).split(/[?#]/)[0].endsWith("/" + file);
    const asked = () => { window.frameElement.dataset.asked = "yes"; };
    const real = window.fetch.bind(window);
    window.fetch = async (address, ...rest) => {
      const answer = await real(address, ...rest);
      if (!meant(address)) return answer;
      asked();
      return new Response(changed(await answer.text()), { status: answer.status, headers: answer.headers });
    };
    const { open: opening } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, address, ...rest) {
      if (meant(address)) {
        asked();
        for (const name of ["responseText", "response"]) {
          const get = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, name).get;
          Object.defineProperty(this, name, { get() {
            const value = get.call(this);
            return typeof value === "string" ? changed(value) : value;
          } });
        }
      }
      return opening.call(this, method, address, ...rest);
    };
  };
  const open = async (change) => {
    const frame = Object.assign(document.createElement("iframe"), { title: "data" });
    frame.style.cssText = "position:fixed;left:0;top:0;width:1000px;height:700px;border:0;opacity:0";
    document.body.append(frame);
    const inside = frame.contentWindow;
    const first = `<script>(${patch})(${JSON.stringify(file)}, ${change})</script>`;
    inside.document.open();
    inside.document.write(html.replace(/^(\s*<!doctype[^>]*>)?/i, (doctype) => doctype + first));
    inside.document.close();
    let text = "";
    for (let waited = 0, calm = 0; waited < 2500 && calm < 600; waited += 100) {
      await new Promise((done) => setTimeout(done, 100));
      const shown = inside.document.body?.innerText ?? "";
      calm = frame.dataset.asked && shown === text ? calm + 100 : 0;
      text = shown;
    }
    for (const select of inside.document.querySelectorAll("select")) {
      select.selectedIndex = select.options.length - 1;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await new Promise((done) => setTimeout(done, 100));
      text += inside.document.body.innerText;
    }
    frame.remove();
    return { text, asked: Boolean(frame.dataset.asked) };
  };
  const html = await (await fetch(location.href)).text();
  const plain = await open(false);
  if (!plain.asked) {
    const inside = document.documentElement.outerHTML.includes(row) || (await ownCode()).includes(row);
    return { passed: inside, seen: inside ? "the page holds the rows itself" : `the page neither asks for ${file} nor holds its rows` };
  }
  const other = await open(true);
  const passed = plain.text !== other.text;
  return { passed, seen: passed ? `the page changes with ${file}` : `with other numbers in ${file} the page shows the same` };
}
