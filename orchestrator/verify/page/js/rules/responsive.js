// A viewport declaration, and no layout that sticks out of a frame as wide as a phone.
async () => {
  const meta = document.querySelector("meta[name=viewport]");
  if (!/width\s*=\s*device-width/.test(meta?.content ?? ""))
    return { passed: false, seen: "no <meta name=viewport content='width=device-width, …'>" };
  const phone = Object.assign(document.createElement("iframe"), { src: location.href, title: "phone" });
  phone.style.cssText = "position:fixed;left:0;top:0;width:375px;height:667px;border:0";
  const loaded = new Promise((done) => { phone.onload = done; });
  document.body.append(phone);
  await loaded;
  await new Promise((done) => setTimeout(done, 500));
  const root = phone.contentDocument.documentElement;
  const shut = [root, phone.contentDocument.body].some((e) => /hidden|clip/.test(getComputedStyle(e).overflowX));
  const wide = shut ? 0 : root.scrollWidth - root.clientWidth;
  return { passed: wide <= 1, seen: wide > 1 ? `at 375 px the page is ${wide} px too wide` : "viewport declared, nothing sticks out at 375 px" };
}
