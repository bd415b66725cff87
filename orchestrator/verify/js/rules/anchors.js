// Links within the page lead to an element, unless a script of the page handles the address itself.
async () => {
  let text = "";
  for (const script of document.scripts)
    if (!script.src) text += script.text;
    else if (script.src.startsWith(location.origin)) text += await (await fetch(script.src)).text();
  if (/hashchange|location\.hash|popstate/.test(text)) return { passed: true, seen: "a script handles the address" };
  const lost = [...document.querySelectorAll("a[href^='#']")].map((a) => a.getAttribute("href"))
    .filter((h) => h.length > 1 && h !== "#top" && !/^#[!/]/.test(h))
    .filter((h) => !document.getElementById(decodeURIComponent(h.slice(1))) && !document.getElementsByName(h.slice(1)).length);
  return { passed: lost.length === 0, seen: lost.length ? `no element for ${[...new Set(lost)].join(", ")}` : "all lead somewhere" };
}
