// The page requests this file, or a script of its own will.
async (file) => {
  const names = performance.getEntriesByType("resource").map((e) => decodeURI(new URL(e.name).pathname));
  const found = names.find((n) => n === file || n.endsWith("/" + file));
  if (found) return { passed: true, seen: found };
  const escaped = file.replace(/[.]/g, "\\.");
  const later = new RegExp(`(?:fetch|open|csv|json|text|load\\w*)\\([^)\\n]{0,40}["'\`/]${escaped}["'\`?]`).exec(await ownCode());
  if (later) return { passed: true, seen: `not requested yet, but a script says ${later[0]}` };
  return { passed: false, seen: `requested: ${names.map((n) => n.split("/").pop()).join(", ") || "nothing"}` };
}
