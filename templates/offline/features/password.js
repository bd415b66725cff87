// Passwords from the browser's own source of chance, at least one character of every kind that is ticked.
const kindsOf = (f) => [
  [f.upper_id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"], [f.lower_id, "abcdefghijklmnopqrstuvwxyz"],
  [f.numbers_id, "0123456789"], [f.symbols_id, "!#$%&()*+,-./:;<=>?@[]^_{}~"],
].filter(([id]) => byId(id).checked).map(([, characters]) => characters);

// A whole number below `bound`, every one as likely as the others.
function chance(bound) {
  const limit = 2 ** 32 - (2 ** 32 % bound), [drawn] = crypto.getRandomValues(new Uint32Array(1));
  return drawn < limit ? drawn % bound : chance(bound);
}

parts.password = (f) => {
  const shown = byId(f.id), problem = byId(`${f.id}-problem`);
  const rate = (length, size) => {
    const bits = length * Math.log2(size);
    byId(f.strength_id).textContent = bits < 50 ? "Weak" : bits < 80 ? "Medium" : "Strong";
  };
  const generate = () => {
    const kinds = kindsOf(f), length = Math.round(Number(byId(f.length_id).value));
    problem.textContent = !kinds.length ? "Choose at least one kind of characters."
      : length >= Math.max(kinds.length, 4) && length <= f.most ? "" : `Choose a length from 4 to ${f.most}.`;
    if (problem.textContent) return;
    const all = kinds.join("");
    const drawn = kinds.map((kind) => kind[chance(kind.length)]);
    while (drawn.length < length) drawn.push(all[chance(all.length)]);
    for (let at = drawn.length - 1; at > 0; at -= 1) { const other = chance(at + 1); [drawn[at], drawn[other]] = [drawn[other], drawn[at]]; }
    shown.textContent = drawn.join("");
    if (f.strength_id) rate(length, all.length);
  };
  byId(`${f.id}-form`).addEventListener("submit", (event) => { event.preventDefault(); generate(); });
  if (f.copy_id) copies(f.copy_id, () => shown.textContent);
  generate();
};
