// The id is in the page, or a script of the page's own will give it to an element.
async (id) => {
  if (document.getElementById(id)) return { passed: true, seen: "there" };
  const given = new RegExp(`\\bid\\\\?["']?\\s*[=:,]\\s*\\\\?["'\`]?${id}(?![\\w-])`).exec(await ownCode());
  if (given) return { passed: true, seen: `not there yet, but a script says ${given[0]}` };
  return { passed: false, seen: "no element has this id, and no script gives it to one" };
}
