// The page's own scripts read this parameter of the address.
async (name) => {
  let text = "";
  for (const script of document.scripts)
    if (!script.src) text += script.text;
    else if (script.src.startsWith(location.origin)) text += await (await fetch(script.src)).text();
  const reads = /URLSearchParams|searchParams|location\.search|location\.href/.test(text);
  const named = new RegExp(`["'\`]${name}["'\`=]|[?&]${name}=|\\.${name}\\b`).test(text);
  return { passed: reads && named, seen: reads ? (named ? "read by a script" : `no script names ${name}`) : "no script reads the address" };
}
