// Time that passed, or that is left; measured by the clock, so a sleeping tab does not matter.
parts.timer = (f) => {
  let before = 0, since = null, ticking = null;
  const passed = () => before + (since === null ? 0 : (performance.now() - since) / 1000);
  const draw = () => {
    const total = f.seconds === null ? Math.floor(passed()) : Math.max(0, Math.ceil(f.seconds - passed()));
    const pad = (value) => String(value).padStart(2, "0");
    const hours = Math.floor(total / 3600);
    byId(f.id).textContent = `${hours ? `${pad(hours)}:` : ""}${pad(Math.floor(total / 60) % 60)}:${pad(total % 60)}`;
    if (f.seconds !== null && total === 0 && since !== null) { pause(); finished(); tell("timer", "Time is up.", "done"); }
  };
  const work = f.seconds;
  let sessions = Number(stored("timer-sessions", 0)) || 0;
  const finished = () => {
    if (f.sessions_id && f.seconds !== f.short && f.seconds !== f.long) { sessions += 1; store("timer-sessions", sessions); byId(f.sessions_id).textContent = String(sessions); }
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
  byId(f.minutes_id || "timer-minutes")?.addEventListener("change", ({ target }) => {
    f.seconds = Math.round(60 * Math.min(600, Math.max(0.1, Number(target.value) || 1)));
    pause(); before = 0; draw();
  });
  for (const button of document.querySelectorAll("[data-seconds]")) {
    button.addEventListener("click", () => {
      f.seconds = button.id === f.work_id ? work : Number(button.dataset.seconds);
      byId(f.minutes_id || "timer-minutes").value = f.seconds / 60;
      pause(); before = 0; draw(); tell("timer", button.textContent);
    });
  }
  if (f.lap_id) byId(f.lap_id).addEventListener("click", () => { byId(f.laps_id || `${f.lap_id}-list`).append(make("li", {}, byId(f.id).textContent)); });
  if (f.lap_id || f.laps_id) byId(f.reset_id).addEventListener("click", () => byId(f.laps_id || `${f.lap_id}-list`).replaceChildren());
  if (f.sessions_id) byId(f.sessions_id).textContent = String(sessions);
  tell("timer", "Ready");
  draw();
};
