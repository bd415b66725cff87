// What moves in an element: a running animation, or a place or look that changes within a second.
async (element) => {
  const running = element.getAnimations({ subtree: true }).find((a) => a.playState === "running");
  if (running) return `animation ${running.animationName ?? running.transitionProperty ?? "by a script"}`;
  const look = () => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const { transform, opacity, color, backgroundColor } = getComputedStyle(element);
    return [x, y, width, height, transform, opacity, color, backgroundColor].join(" ");
  };
  const seen = new Set([look()]);
  for (let n = 0; n < 20; n += 1) {
    await new Promise((done) => setTimeout(done, 50));
    seen.add(look());
  }
  return seen.size > 2 ? "it moves" : "";
}
