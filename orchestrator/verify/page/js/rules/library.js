// A library is loaded: some script, style sheet or import whose address has its name as a word, from the CDN if one
// is named; or its text stands inside the page, under the banner with name and version that libraries carry.
({ names, host }) => {
  const words = names.map((n) => new RegExp(`(^|[^a-z0-9])${n.replace(/[.]/g, "\\.")}(?![a-z]|-[a-z])`));
  const speaks = (text) => words.some((word) => word.test(text.toLowerCase()));
  const addresses = [
    ...[...document.querySelectorAll("script[src], link[href]")].map((e) => e.src || e.href),
    ...performance.getEntriesByType("resource").map((e) => e.name),
  ];
  const found = addresses.find((a) => speaks(a) && (!host || new URL(a, location).hostname.includes(host)));
  if (found) return { passed: true, seen: found };
  const inside = [...document.querySelectorAll("script:not([src]), style")].map((e) => e.textContent.slice(0, 2000));
  const banner = host ? "" : inside.flatMap((text) => text.match(/\/\*[!*][^]*?\*\//g) ?? [])
    .find((comment) => speaks(comment) && /\bv?\d+\.\d+/.test(comment));
  if (banner) return { passed: true, seen: `inside the page: ${banner.slice(0, 80)}` };
  const elsewhere = addresses.find(speaks);
  return { passed: false, seen: elsewhere ? `only ${elsewhere}` : "no script or style sheet of that name" };
}
