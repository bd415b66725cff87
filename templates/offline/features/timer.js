// Time that passed, or that is left; measured by the clock, so a sleeping tab does not matter.
parts.timer = (f) => {
  let before = 0, since = null, ticking = null;
  const passed = () => before + (since === null ? 0 : (performance.now() - since) / 1000);
  const draw = () => {
    const total = f.seconds === null ? Math.floor(passed()) : Math.max(0, Math.ceil(f.seconds - passed()));
    const pad = (value) => String(value).padStart(2, "0");
    const hours = Math.floor(total / 3600);
    byId(f.id).textContent = `${hours ? `${pad(hours)}:` : ""}${pad(Math.floor(total / 60) % 60)}:${pad(total % 60)}`;
    if (f.seconds !== null && total === 0 && since !== null) { pause(); tell("timer", "Time is up.", "done"); }
  };
  const pause = () => {
    before = passed();
    since = null;
    clearInterval(ticking);
  };
  byId(f.start_id).addEventListener("click", () => {
    if (since !== null) return;
    if (f.seconds !== null && passed() >= f.seconds) before = 0;
    since = performance.now();
    ticking = setInterval(draw, 200);
    tell("timer", "Running");
    draw();
  });
  byId(f.stop_id).addEventListener("click", () => { if (since !== null) { pause(); draw(); tell("timer", "Paused"); } });
  byId(f.reset_id).addEventListener("click", () => { pause(); before = 0; draw(); tell("timer", "Ready"); });
  byId("timer-minutes")?.addEventListener("change", ({ target }) => {
    f.seconds = Math.round(60 * Math.min(600, Math.max(0.1, Number(target.value) || 1)));
    pause(); before = 0; draw();
  });
  tell("timer", "Ready");
  draw();
};
