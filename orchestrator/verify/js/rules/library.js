// A library is loaded: some script, style sheet or import whose address speaks of it, from the CDN if one is named.
({ names, host }) => {
  const addresses = [
    ...[...document.querySelectorAll("script[src], link[href]")].map((e) => e.src || e.href),
    ...performance.getEntriesByType("resource").map((e) => e.name),
  ];
  const inline = host ? "" : [...document.querySelectorAll("script, style")].map((e) => e.textContent).join("\n");
  const of = (text) => names.find((n) => text.toLowerCase().includes(n));
  const found = addresses.find((a) => of(a) && (!host || new URL(a, location).hostname.includes(host)));
  if (found) return { passed: true, seen: found };
  const local = of(inline.slice(0, 500000));
  if (local) return { passed: true, seen: `${local}, inside the page` };
  const elsewhere = addresses.find(of);
  return { passed: false, seen: elsewhere ? `only ${elsewhere}` : "no script or style sheet of that name" };
}
