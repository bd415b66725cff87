() => {
  const meta = document.querySelector("meta[name=viewport]");
  if (!/width\s*=\s*device-width/.test(meta?.content ?? ""))
    return { passed: false, seen: "no <meta name=viewport content='width=device-width, …'>" };
  const root = document.documentElement;
  const wide = root.scrollWidth - root.clientWidth;
  return { passed: wide <= 1, seen: wide > 1 ? `the page is ${wide} px too wide` : "viewport declared, nothing sticks out" };
}
