// The page's own ground: elements, messages, colour scheme, libraries that may or may not arrive.
const parts = {};
const byId = (id) => document.getElementById(id);
const ready = (start) => document.readyState === "loading"
  ? document.addEventListener("DOMContentLoaded", start)
  : start();

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

function tell(key, text, state = "") {
  for (const place of document.querySelectorAll(`[data-status="${CSS.escape(key)}"]`)) {
    place.textContent = text;
    place.dataset.state = state;
  }
}

function stored(key, fallback) {
  try { return JSON.parse(localStorage.getItem(key)) ?? fallback; } catch { return fallback; }
}

function store(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private windows keep nothing */ }
}

const dark = window.matchMedia("(prefers-color-scheme: dark)");
function applyScheme() {
  const chosen = document.documentElement.dataset.theme;
  document.documentElement.dataset.bsTheme = chosen || (dark.matches ? "dark" : "light");
}
document.documentElement.dataset.theme = stored("theme", "") === "dark" ? "dark" : stored("theme", "") === "light" ? "light" : "";
applyScheme();
dark.addEventListener("change", applyScheme);

// Library tags come after this script: each one reports here when it has loaded, or failed to.
const libraries = {
  states: {},
  waiting: {},
  settle(name, state) {
    this.states[name] = state;
    for (const resume of this.waiting[name] ?? []) resume(state === "loaded");
    this.waiting[name] = [];
    if (state === "failed") tell("libraries", `${name} did not load; the page works without it.`, "warning");
  },
  when(name, resume) {
    if (this.states[name]) resume(this.states[name] === "loaded");
    else (this.waiting[name] ??= []).push(resume);
  },
};
for (const [type, state] of [["load", "loaded"], ["error", "failed"]]) {
  document.addEventListener(type, (event) => {
    const name = event.target instanceof Element && event.target.getAttribute("data-library");
    if (name) libraries.settle(name, state);
  }, true);
}
