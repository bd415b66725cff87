// The id is in the page, on an element of the tag if one is named, or a script of the page's own will give it to one.
async ({ id, tag }) => {
  const element = document.getElementById(id);
  if (element) {
    const passed = !tag || element.localName === tag;
    return { passed, seen: passed ? "there" : `it is a ${element.localName}, not a ${tag}` };
  }
  const given = new RegExp(`\\bid\\\\?["']?\\s*[=:,]\\s*\\\\?["'\`]?${id}(?![\\w-])`).exec(await ownCode());
  if (given) return { passed: true, seen: `not there yet, but a script says ${given[0]}` };
  return { passed: false, seen: "no element has this id, and no script gives it to one" };
}
