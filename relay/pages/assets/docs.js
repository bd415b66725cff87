// what Swagger UI leaves without a name
const NAMES = { ".examples-select-element": "Examples", ".body-param__text": "Request body" };
const giveNames = () => Object.entries(NAMES).forEach(([selector, name]) =>
  document.querySelectorAll(selector).forEach((element) => element.setAttribute("aria-label", name)));
new MutationObserver(giveNames).observe(document.documentElement, { childList: true, subtree: true });
