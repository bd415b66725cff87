// What every page needs: elements, files, stored values, colour scheme, libraries that may or may not arrive.
const parts = {};
const byId = (id) => document.getElementById(id);
const ready = (start) => document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
const encodePath = (file) => file.split("/").map(encodeURIComponent).join("/");

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function report(id, text, state = "") {
  const place = byId(id);
  if (!place) return;
  place.textContent = text;
  place.dataset.state = state;
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer;
}

function webAddress(text) {
  const url = new URL(text, location.href);
  if (!/^https?:$/.test(url.protocol)) throw new Error("only http and https addresses are opened");
  return url.href;
}

const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
function storedTheme() { try { return localStorage.getItem("theme") ?? ""; } catch { return ""; } }
function applyTheme(chosen) {
  const root = document.documentElement;
  if (/^(dark|light)$/.test(chosen)) root.dataset.theme = chosen;
  root.dataset.bsTheme = root.dataset.theme || (systemDark.matches ? "dark" : "light");
}
applyTheme(storedTheme());
systemDark.addEventListener("change", () => applyTheme(""));

// Library tags come after this script; the state of each is known when it has loaded, or failed to.
const libraryListeners = [];
for (const type of ["load", "error"]) {
  document.addEventListener(type, ({ target }) => {
    const name = target instanceof Element && target.getAttribute("data-library");
    if (!name) return;
    if (type === "error") report("library-status", `${name} did not load; the page works without it.`);
    for (const listener of libraryListeners) listener();
  }, true);
}

parts.theme = ({ id }) => {
  const button = byId(id);
  const isDark = () => document.documentElement.dataset.bsTheme === "dark";
  const draw = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    applyTheme(next);
    try { localStorage.setItem("theme", next); } catch { /* private windows keep nothing */ }
    draw();
  });
  draw();
};

parts.motion = () => {
  document.documentElement.classList.add("moves");
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) target.classList.add("rising");
  }, { threshold: 0.1 });
  for (const section of document.querySelectorAll(".panel")) watcher.observe(section);
};
