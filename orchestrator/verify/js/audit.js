// Runs axe-core, which was evaluated before, and keeps what is serious or critical. It must not wait for media, which
// may be out of reach.
async () => {
  document.getAnimations().forEach((a) => { try { a.finish(); } catch { a.cancel(); } });
  const found = await axe.run(document, { resultTypes: ["violations"], preload: false });
  return found.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => ({
    rule: v.id, impact: v.impact, help: v.help, nodes: v.nodes.length, target: v.nodes[0].target.flat().join(" "),
  }));
}
