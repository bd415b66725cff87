// Links within the page lead to an element, unless a script of the page handles the address itself.
async () => {
  if (/hashchange|location\.hash|popstate/.test(await ownCode()))
    return { passed: true, seen: "a script handles the address" };
  const name = (hash) => { try { return decodeURIComponent(hash.slice(1)); } catch { return hash.slice(1); } };
  const lost = [...document.querySelectorAll("a[href^='#']")].map((a) => a.getAttribute("href"))
    .filter((h) => h.length > 1 && h !== "#top" && !/^#[!/]/.test(h))
    .filter((h) => !document.getElementById(name(h)) && !document.getElementsByName(name(h)).length);
  return { passed: lost.length === 0, seen: lost.length ? `no element for ${[...new Set(lost)].join(", ")}` : "all lead somewhere" };
}
