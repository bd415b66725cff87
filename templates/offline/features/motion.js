// Sections rise once as they come into view; nothing moves for those who asked for less motion.
parts.motion = () => {
  document.documentElement.classList.add("moves");
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((candidate) => candidate.isIntersecting)) {
      entry.target.classList.add("rising");
      watcher.unobserve(entry.target);
    }
  }, { threshold: 0.1 });
  for (const section of document.querySelectorAll(".panel")) watcher.observe(section);
};
