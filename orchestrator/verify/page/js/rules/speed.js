(seconds) => {
  const timing = performance.getEntriesByType("navigation")[0];
  const spent = timing && timing.loadEventEnd ? timing.loadEventEnd / 1000 : Infinity;
  return { passed: spent <= seconds, seen: Number.isFinite(spent) ? `loaded in ${spent.toFixed(1)} s` : "not loaded yet" };
}
