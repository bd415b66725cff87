// The page's own scripts read this parameter of the address.
async (name) => {
  const code = await ownCode();
  const reads = /URLSearchParams|searchParams|location\.search|location\.href/.test(code);
  const named = new RegExp(`["'\`?&]${name}["'\`=]|\\.${name}\\b|[{,]\\s*${name}\\s*[:,=}]`).test(code);
  return { passed: reads && named, seen: reads ? (named ? "read by a script" : `no script names ${name}`) : "no script reads the address" };
}
