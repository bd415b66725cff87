// Each library is loaded: some script, style sheet or import whose address has its name as a word, from the CDN if one
// is named, and without another version than the one that is named; or its text stands inside the page, under the banner
// with name and version that libraries carry.
({ libraries, host, elsewhere }) => {
  const addresses = [
    ...[...document.querySelectorAll("script[src], link[href]")].map((e) => e.src || e.href),
    ...performance.getEntriesByType("resource").map((e) => e.name),
  ];
  const allowed = (a) => {
    const from = new URL(a, location);
    return (!host || from.hostname.endsWith(host)) && (!elsewhere || from.origin !== location.origin);
  };
  const inside = [...document.querySelectorAll("script:not([src]), style")].map((e) => e.textContent.slice(0, 2000))
    .flatMap((text) => text.match(/\/\*[!*][^]*?\*\//g) ?? []).filter((comment) => /\bv?\d+\.\d+/.test(comment));
  const otherVersion = (a, version) => {
    const said = /[@/v-](\d+(?:\.\d+)*)/.exec(new URL(a, location).pathname.replace(/\/(?:ajax|npm|gh)\//, "/"));
    return version && said && !`${said[1]}.`.startsWith(`${version}.`) && !`${version}.`.startsWith(`${said[1]}.`);
  };
  const look = ({ name, version }) => {
    const word = new RegExp(`(^|[^a-z0-9])${name.replace(/\W/g, "\\$&")}(\\.?js|css)?(?![a-z]|-[a-z])`);
    const speaks = (text) => word.test(text.toLowerCase());
    const found = addresses.find((a) => speaks(a) && allowed(a) && !otherVersion(a, version));
    if (found) return [true, found];
    const banner = host || elsewhere ? "" : inside.find(speaks);
    if (banner) return [true, `inside the page: ${banner.slice(0, 80)}`];
    const other = addresses.find(speaks);
    return [false, other ? `only ${other}` : `no script or style sheet named ${name}`];
  };
  const looks = libraries.map(look);
  return { passed: looks.every(([passed]) => passed), seen: looks.map(([, seen]) => seen).join("; ") };
}
