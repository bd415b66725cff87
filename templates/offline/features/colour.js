// A colour that is picked, in the notations that style sheets know.
function hslOf([r, g, b]) {
  const [red, green, blue] = [r, g, b].map((part) => part / 255);
  const most = Math.max(red, green, blue), least = Math.min(red, green, blue), span = most - least, light = (most + least) / 2;
  const turn = !span ? 0 : most === red ? ((green - blue) / span + 6) % 6 : most === green ? (blue - red) / span + 2 : (red - green) / span + 4;
  const full = span ? span / (1 - Math.abs(2 * light - 1)) : 0;
  return `hsl(${Math.round(60 * turn)}, ${Math.round(100 * full)}%, ${Math.round(100 * light)}%)`;
}

parts.colour = (f) => {
  const field = byId(f.id);
  const draw = () => {
    const channels = field.value.match(/[0-9a-f]{2}/gi).map((pair) => parseInt(pair, 16));
    byId(f.hex_id).textContent = field.value;
    byId(f.rgb_id).textContent = `rgb(${channels.join(", ")})`;
    if (f.hsl_id) byId(f.hsl_id).textContent = hslOf(channels);
    byId(f.swatch_id).style.backgroundColor = field.value;
  };
  for (const kind of ["input", "change"]) field.addEventListener(kind, draw);
  if (f.copy_id) copies(f.copy_id, () => field.value);
  draw();
};
