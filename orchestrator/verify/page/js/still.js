// Runs before the page's own code, in its world. Counts what can still change the page: due timers, intervals,
// frame callbacks, changes of the DOM. The page sees the same functions with the same results.
(() => {
  const timers = new Map();
  const intervals = new Set();
  let lastFrame = -Infinity;
  let lastChange = performance.now();
  const { setTimeout, clearTimeout, setInterval, clearInterval, requestAnimationFrame, performance: clock } = window;
  const later = (callback, delay) => clock.now() + Math.max(0, Number(delay) || 0);
  window.setTimeout = function (callback, delay, ...rest) {
    const code = typeof callback === "function" ? callback : () => (0, eval)(String(callback));
    const id = setTimeout(() => { timers.delete(id); code.apply(window, rest); }, delay);
    timers.set(id, later(callback, delay));
    return id;
  };
  window.clearTimeout = (id) => { timers.delete(id); intervals.delete(id); clearTimeout(id); };
  window.setInterval = (callback, delay, ...rest) => {
    const id = setInterval(callback, delay, ...rest);
    intervals.add(id);
    return id;
  };
  window.clearInterval = (id) => { timers.delete(id); intervals.delete(id); clearInterval(id); };
  window.requestAnimationFrame = (callback) => { lastFrame = clock.now(); return requestAnimationFrame(callback); };
  new MutationObserver(() => { lastChange = clock.now(); })
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  // A service worker is blocked by the fence; a promise that stays open is what a page must bear with anyway.
  if (navigator.serviceWorker) navigator.serviceWorker.register = () => new Promise(() => {});
  const still = (seconds, calm) => {
    const now = clock.now();
    const due = [...timers.values()].some((at) => at < now + seconds * 1000);
    const running = document.getAnimations().some(
      (a) => a.playState === "running" && Number.isFinite(a.effect?.getComputedTiming().endTime));
    return document.readyState === "complete" && !due && intervals.size === 0 && !running
      && now - lastFrame > 300 && now - lastChange > calm * 1000;
  };
  Object.defineProperty(window, Symbol.for("verify.still"), { value: still });
})();
