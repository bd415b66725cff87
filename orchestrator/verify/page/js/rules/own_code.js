// The text of the page's own scripts, with those that they import, without comments.
async () => {
  const loaded = performance.getEntriesByType("resource").map((e) => e.name)
    .filter((a) => /\.m?js$/.test(new URL(a, location).pathname));
  const addresses = [...document.scripts].map((s) => s.src).concat(loaded).filter((a) => a.startsWith(location.origin + "/"));
  const texts = [...document.scripts].filter((s) => !s.src).map((s) => s.text);
  for (const address of new Set(addresses)) texts.push(await (await fetch(address)).text());
  const strings = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)/;
  const comments = /\/\*[^]*?\*\/|(^|[\s;{}(,])\/\/[^\n]*/;
  return texts.join("\n").replace(new RegExp(`${strings.source}|${comments.source}`, "g"), "$1$2");
}
