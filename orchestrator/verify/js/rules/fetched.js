(file) => {
  const names = performance.getEntriesByType("resource").map((e) => decodeURI(new URL(e.name).pathname));
  const found = names.find((n) => n === file || n.endsWith("/" + file));
  return { passed: Boolean(found), seen: found ?? `requested: ${names.map((n) => n.split("/").pop()).join(", ") || "nothing"}` };
}
