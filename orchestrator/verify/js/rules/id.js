// The id is in the page, or in a script of the page's own that will make the element.
async (id) => {
  if (document.getElementById(id)) return { passed: true, seen: "there" };
  for (const script of document.scripts) {
    const own = !script.src || script.src.startsWith(location.origin);
    const text = !own ? "" : script.src ? await (await fetch(script.src)).text() : script.text;
    if (text.includes(id)) return { passed: true, seen: "not there yet, but a script speaks of it" };
  }
  return { passed: false, seen: "no element has this id, and no script speaks of it" };
}
