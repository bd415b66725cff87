async () => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const light = (colour) => {
    const [r, g, b, a = 1] = (colour.match(/[\d.]+/g) ?? [255, 255, 255, 0]).map(Number);
    return a === 0 ? null : 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = () => light(getComputedStyle(document.body).backgroundColor)
    ?? light(getComputedStyle(document.documentElement).backgroundColor) ?? 255;
  const before = ground();
  const words = /dark|theme|night|light|mode|🌙|☀|🌓|🌗/i;
  const told = (e) => [e.textContent, e.id, e.className, e.title, e.getAttribute("aria-label"), e.name].join(" ");
  const controls = [...document.querySelectorAll("button, input[type=checkbox], [role=switch], [role=button], a[href^='#'], select, label")]
    .filter((e) => words.test(told(e)));
  for (const control of controls) {
    if (control.tagName === "SELECT") {
      const option = [...control.options].find((o) => /dark|night/i.test(o.text + o.value));
      if (option) { control.value = option.value; control.dispatchEvent(new Event("change", { bubbles: true })); }
    } else control.click();
    for (let waited = 0; waited < 1000; waited += 100) {
      await pause(100);
      if (Math.abs(ground() - before) > 60) return { passed: true, seen: `a click on ${control.tagName.toLowerCase()}${control.id ? "#" + control.id : ""} changes the ground` };
    }
  }
  const follows = [...document.styleSheets].some((sheet) => {
    try { return [...sheet.cssRules].some((r) => /prefers-color-scheme:\s*dark/.test(r.conditionText ?? r.media?.mediaText ?? "")); }
    catch { return false; }
  });
  if (follows) return { passed: true, seen: "the styles follow prefers-color-scheme" };
  return { passed: false, seen: controls.length ? "a click on the control does not change the ground from light to dark" : "no control that speaks of dark, light or theme" };
}
