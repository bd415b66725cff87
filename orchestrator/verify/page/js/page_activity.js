// Runs before the page's own code, in its world, and keeps the functions that it needs: the page cannot replace them
// later. `__verifier` tells what can still change the page (due timers, intervals, frames, changes of the DOM), lets time
// pass, counts the clicks and events that a check makes, and names the built-in functions that the page has replaced.
(() => {
  const now = performance.now.bind(performance);
  const { apply, construct, ownKeys } = Reflect;
  const { getOwnPropertyDescriptor: describe, getPrototypeOf: parent, is } = Object;
  const { setTimeout, clearTimeout, setInterval, clearInterval, requestAnimationFrame, reportError, CustomEvent, Promise, Proxy } = window;
  const timers = { __proto__: null };
  let ahead = 0;
  let lastFrame = -1e9;
  let lastChange = now();

  const timed = (set, repeats) => function (callback, delay, ...rest) {
    const code = typeof callback === "function" ? callback : () => (0, eval)(`${callback}`);
    const wait = delay > 0 ? +delay : 0;
    const timer = { at: now() + ahead + wait, every: repeats ? (wait > 4 ? wait : 4) : 0, ran: false };
    timer.run = () => {
      timer.ran = true;
      timer.at += timer.every;
      if (!repeats) delete timers[timer.id];
      apply(code, window, rest);
    };
    timer.id = set(timer.run, delay);
    timers[timer.id] = timer;
    return timer.id;
  };
  const stopped = (clear) => (id) => { delete timers[id]; clear(id); };
  window.setTimeout = timed(setTimeout, false);
  window.setInterval = timed(setInterval, true);
  window.clearTimeout = stopped(clearTimeout);
  window.clearInterval = stopped(clearInterval);
  window.requestAnimationFrame = (callback) => { lastFrame = now(); return requestAnimationFrame(callback); };
  new MutationObserver(() => { lastChange = now(); })
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  // The network policy blocks service workers; a page must not wait for one, nor call it an error.
  if (navigator.serviceWorker) navigator.serviceWorker.register = async () => Object.assign(new EventTarget(), {
    scope: document.baseURI, active: null, installing: null, waiting: null, update: async () => {}, unregister: async () => true });

  let acted = 0;
  let counting = false;
  let holding = false;
  for (const [{ prototype }, name] of [[HTMLElement, "click"], [EventTarget, "dispatchEvent"], [HTMLFormElement, "submit"],
    [HTMLFormElement, "requestSubmit"], [HTMLFormElement, "reset"]]) {
    const real = prototype[name];
    prototype[name] = function (...given) {
      if (!counting || given[0] instanceof CustomEvent) return apply(real, this, given);
      acted += 1;
      return holding ? true : apply(real, this, given);
    };
  }

  const TYPES = ["Object", "Function", "Array", "String", "Number", "Boolean", "RegExp", "Map", "Set", "Date", "Math", "JSON",
    "NodeList", "HTMLCollection", "DOMTokenList", "NamedNodeMap", "CSSStyleDeclaration", "Storage", "DOMStringMap", "Location"];
  const prototypes = new WeakSet();
  const { has } = WeakSet.prototype;
  const natives = [];
  const known = { __proto__: null };
  const keep = (holder, key) => { natives[natives.length] = [holder, key, describe(holder, key)]; known[key] = true; };
  const globals = ownKeys(window);
  for (const name of globals) {
    if (typeof name === "string" && /^(Node|Text|Document|HTMLDocument|DocumentFragment|ShadowRoot|CharacterData)$|^[A-Z]\w*Element$/.test(name)) {
      prototypes.add(window[name].prototype);
      TYPES.push(name);
    }
  }
  for (const type of TYPES) {
    for (const holder of [window[type], window[type].prototype]) if (holder) for (const key of ownKeys(holder)) keep(holder, key);
    keep(window, type);
  }
  for (const name of ["eval", "parseFloat", "parseInt", "isNaN", "isFinite", "getComputedStyle", "matchMedia"]) keep(window, name);
  const { querySelectorAll } = Document.prototype;
  const same = (a, b) => a && is(a.value, b.value) && a.get === b.get;
  const replaced = () => {
    const found = { __proto__: null };
    const note = (key) => { found[typeof key === "symbol" ? "*" : key] = true; };
    for (let n = 0; n < natives.length; n += 1) if (!same(describe(natives[n][0], natives[n][1]), natives[n][2])) note(natives[n][1]);
    const all = apply(querySelectorAll, document, ["*"]);
    for (let n = -1; n < 5000 && (n < 0 || all[n]); n += 1) {
      const element = n < 0 ? document : all[n];
      let native = element;
      while (native && !apply(has, prototypes, [native])) native = parent(native);
      for (let e = element; e && e !== native; e = parent(e)) {
        const own = ownKeys(e);
        for (let k = 0; k < own.length; k += 1) if (known[own[k]] && own[k] !== "constructor" && (!native || own[k] in native)) note(own[k]);
      }
    }
    return found;
  };
  const activity = () => {
    const at = now();
    let next = -1;
    let repeating = 0;
    for (const id in timers) {
      const left = timers[id].at - at - ahead;
      if (timers[id].every) repeating += 1;
      if (!timers[id].ran && (next < 0 || left < next)) next = left > 0 ? left : 0;
    }
    return { next, repeating, frame: at - lastFrame, change: at - lastChange };
  };
  // Lets `span` milliseconds pass at once: every timer that is due by then runs, in order, and clocks say that it is later.
  const hasten = async (span) => {
    if (!ahead) {
      const { now: today } = Date;
      Date.now = () => today() + ahead;
      performance.now = () => now() + ahead;
      window.Date = new Proxy(Date, { construct: (T, given, N) => construct(T, given.length ? given : [T.now()], N) });
    }
    const end = now() + ahead + span;
    const latest = now() + 1500;
    for (let n = 0; n < 1000 && now() < latest; n += 1) {
      let first = null;
      for (const id in timers) if (timers[id].at <= end && (!first || timers[id].at < first.at)) first = timers[id];
      if (!first) break;
      if (!first.every) clearTimeout(first.id);
      if (first.at > now() + ahead) ahead = first.at - now();
      try { first.run(); } catch (error) { reportError(error); }
      await null;
    }
    ahead = end - now();
    await new Promise((done) => { requestAnimationFrame(done); });
  };
  const count = (on, hold) => { counting = on; holding = hold; return acted; };
  const value = Object.freeze({ __proto__: null, activity, count, hasten, replaced });
  Object.defineProperty(window, "__verifier", { value });
})();
