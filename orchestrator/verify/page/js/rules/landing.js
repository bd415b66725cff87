// Plays until the page tells of a snake or a ladder with the square it leads to, and looks whether the position
// that is shown anywhere else is that square.
async () => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const button = [...document.querySelectorAll("button, [role=button]")]
    .find((e) => /roll|dice|throw/i.test(e.textContent + (e.getAttribute("aria-label") ?? "")));
  if (!button) return { passed: false, seen: "no button that rolls the dice" };
  const leaves = () => [...document.querySelectorAll("body *")].filter((e) => e.children.length === 0
    && !["SCRIPT", "STYLE"].includes(e.tagName)).map((e) => e.textContent.trim());
  const told = /(?:snake|ladder|slid|climb)\D*?(?:(\d+)\D+)?(\d+)\D*$/i;
  let before = new Set(leaves());
  for (let rolls = 1; rolls <= 150; rolls += 1) {
    button.click();
    for (let waited = 0; waited < 40 && (button.disabled || waited === 0); waited += 1) await pause(25);
    const now = leaves();
    const said = now.find((text) => !before.has(text) && told.test(text));
    if (said) {
      const square = said.match(told)[2];
      const shown = now.some((text) => text !== said && text.length < 60 && new RegExp(`(^|\\D)${square}(\\D|$)`).test(text) && !before.has(text));
      return { passed: shown, seen: `${said} — the position shown is ${shown ? "" : "not "}${square}` };
    }
    if (button.disabled) return { passed: false, seen: `the button stays disabled after ${rolls} rolls` };
    before = new Set(now);
  }
  return { passed: false, seen: "150 rolls, and nothing tells of a snake or a ladder" };
}
