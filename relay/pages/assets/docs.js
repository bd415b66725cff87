// what Swagger UI leaves without a name
const NAMES = { ".examples-select-element": "Examples", ".body-param__text": "Request body" };
const giveNames = () => Object.entries(NAMES).forEach(([selector, name]) =>
  document.querySelectorAll(selector).forEach((element) => element.setAttribute("aria-label", name)));
new MutationObserver(giveNames).observe(document.documentElement, { childList: true, subtree: true });

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  layout: "BaseLayout",
  deepLinking: false, // would put links into buttons
  showExtensions: true,
  showCommonExtensions: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
});
