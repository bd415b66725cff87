// Dice, each side as likely as the others.
parts.dice = (f) => {
  byId(f.button_id).addEventListener("click", () => {
    const number = f.count_id ? Math.min(20, Math.max(1, Math.round(Number(byId(f.count_id).value)) || 1)) : 1;
    const rolled = Array.from({ length: number }, () => 1 + Math.floor(Math.random() * f.sides));
    byId(f.id).textContent = rolled.join(" ");
    if (f.total_id) byId(f.total_id).textContent = String(rolled.reduce((sum, value) => sum + value, 0));
    if (f.history_id) byId(f.history_id).prepend(make("li", {}, rolled.join(", ")));
  });
};
