// The image that the address names, else the attached one.
parts.image = async (f) => {
  const picture = byId(f.id);
  const field = byId("image-address");
  const asked = new URLSearchParams(location.search).get(f.parameter);
  const attached = f.file && f.file.split("/").map(encodeURIComponent).join("/");
  const show = (address, name) => {
    byId(f.url_id).textContent = name;
    tell("image", "Loading…");
    picture.src = address;
    picture.alt = `Image from ${name}`;
  };
  picture.addEventListener("load", () => {
    picture.hidden = false;
    tell("image", `${picture.naturalWidth} × ${picture.naturalHeight} pixels`, "done");
  });
  picture.addEventListener("error", () => {
    picture.hidden = true;
    tell("image", "The image could not be loaded.", "error");
    if (attached && !picture.src.endsWith(attached)) show(attached, `${f.file} (the address asked for could not be loaded)`);
  });
  const open = (text) => {
    try {
      const url = new URL(text, location.href);
      if (!/^https?:$/.test(url.protocol)) throw new Error("not a web address");
      show(url.href, text);
    } catch { tell("image", "Only http and https addresses are opened.", "error"); }
  };
  field.value = asked ?? "";
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const next = new URL(location.href);
    if (field.value.trim()) next.searchParams.set(f.parameter, field.value.trim());
    else next.searchParams.delete(f.parameter);
    history.replaceState(null, "", next);
    if (field.value.trim()) open(field.value.trim());
    else if (attached) show(attached, f.file);
  });
  if (asked) open(asked);
  else if (attached) show(attached, f.file);
  else { byId(f.url_id).textContent = "none"; tell("image", "Give an address to show an image."); }
};
