// The time of day where the reader is.
parts.clock = (f) => {
  const draw = () => { byId(f.id).textContent = new Date().toLocaleTimeString("en-GB"); };
  setInterval(draw, 500);
  draw();
};
