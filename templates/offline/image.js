// The image that the address names, else the attached one.
parts.image = ({ image, url, file, parameter }) => {
  const picture = byId(image), field = byId("image-address");
  const asked = new URLSearchParams(location.search).get(parameter);
  const attached = file && new URL(encodePath(file), location.href).href;
  const show = (address, name) => {
    byId(url).textContent = name;
    report("image-status", "Loading…");
    Object.assign(picture, { src: address, alt: `Image from ${name}` });
  };
  picture.addEventListener("load", () => {
    picture.hidden = false;
    report("image-status", `${picture.naturalWidth} × ${picture.naturalHeight} pixels`, "done");
  });
  picture.addEventListener("error", () => {
    picture.hidden = true;
    report("image-status", "The image could not be loaded.", "error");
    if (attached && picture.src !== attached) show(attached, `${file} (the address asked for could not be loaded)`);
  });
  const open = (text) => {
    try { show(webAddress(text), text); }
    catch { report("image-status", "Only http and https addresses are opened.", "error"); }
  };
  field.value = asked ?? "";
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) open(field.value.trim());
    else if (attached) show(attached, file);
  });
  if (asked) open(asked);
  else if (attached) show(attached, file);
  else { byId(url).textContent = "none"; report("image-status", "Give an address to show an image."); }
};
