// Uses one visible control the way a visitor does: clicks it, or types into it. Returns what it was, or null after the last.
(number) => {
  const shown = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && e.getBoundingClientRect().width > 1;
  const kinds = "button, [role=button], [role=tab], summary, select, textarea, input:not([type=hidden], [type=file]), a[href^='#']";
  const e = [...document.querySelectorAll(kinds)].filter((each) => shown(each) && !each.disabled)[number];
  if (!e) return null;
  const send = (type) => e.dispatchEvent(new Event(type, { bubbles: true }));
  if (e.tagName === "SELECT") {
    e.selectedIndex = e.options.length - 1;
    send("input");
    send("change");
  } else if (e.tagName === "TEXTAREA" || (e.tagName === "INPUT" && !/^(button|checkbox|image|radio|reset|submit)$/.test(e.type))) {
    const value = { number: "3", range: "3", date: "2026-01-02", time: "12:00", email: "a@b.example", color: "#336699", url: "https://a.example/" }[e.type] ?? "abc";
    e.focus();
    e.value = value;
    send("input");
    send("change");
  } else e.click();
  return e.outerHTML.replace(/\s+/g, " ").slice(0, 100);
}
