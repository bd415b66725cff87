// A control makes the page dark; or, unless a control is asked for, its styles follow the system's preference.
async ({ control: asked }) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const light = (colour) => {
    const [r, g, b, a = 1] = (colour.match(/[\d.]+/g) ?? [255, 255, 255, 0]).map(Number);
    return a < 0.5 ? null : 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const painted = (e) => {
    const { backgroundImage, backgroundColor } = getComputedStyle(e);
    const gradient = backgroundImage.match(/rgba?\([^)]*\)/);
    return (gradient && light(gradient[0])) ?? light(backgroundColor);
  };
  const ground = () => {
    const canvas = getComputedStyle(document.documentElement).colorScheme === "dark" ? 18 : 255;
    let sum = 0;
    for (let n = 0; n < 25; n += 1) {
      let found = null;
      const at = document.elementFromPoint(innerWidth * (n % 5 + 0.5) / 5, innerHeight * (Math.floor(n / 5) + 0.5) / 5);
      for (let e = at ?? document.body; e && found === null; e = e.parentElement) found = painted(e);
      sum += found ?? painted(document.body) ?? canvas;
    }
    return [sum / 25, painted(document.body) ?? canvas];
  };
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
      if (ground().some((now, n) => Math.abs(now - before[n]) > 60)) return { passed: true, seen: `a click on ${control.tagName.toLowerCase()}${control.id ? "#" + control.id : ""} changes the ground` };
    }
  }
  const colours = (rule) => /background|color|--/.test(rule.cssText.replace(/prefers-color-scheme/g, ""));
  const follows = [...document.styleSheets].some((sheet) => {
    try { return [...sheet.cssRules].some((r) => /prefers-color-scheme:\s*dark/.test(r.conditionText ?? r.media?.mediaText ?? "") && (r.styleSheet || [...r.cssRules].some(colours))); }
    catch { return false; }
  }) || /\blight dark\b|\bdark light\b/.test(getComputedStyle(document.documentElement).colorScheme);
  if (follows && !asked) return { passed: true, seen: "the styles follow prefers-color-scheme" };
  return { passed: false, seen: controls.length ? "a click on the control does not change the ground from light to dark" : "no control that speaks of dark, light or theme" };
}
