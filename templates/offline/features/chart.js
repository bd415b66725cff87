// Totals by group as a chart: by Chart.js when it is there, else bars of the page's own.
parts.chart = (f) => {
  const table = openTable(f.file);
  const canvas = byId(f.id);
  const plain = byId(`${f.id}-plain`);
  let chart = null, bars = false;
  const colours = ["#2b50c8", "#b3471d", "#1b7a5a", "#8a3a9c", "#9a6b00", "#226f94", "#a61b4f", "#5a6270"];
  const draw = () => {
    const missing = [f.group, f.column].find((name) => !table.has(name));
    if (missing) return table.fail(`${f.file} has no column “${missing}”.`);
    const pairs = [...table.groups(table.rows, f.group)].map(([name, rows]) => [name, table.sum(rows, f.column)]);
    if (window.Chart) drawChart(pairs);
    else if (bars) drawBars(pairs);
  };
  const drawChart = (pairs) => {
    const shape = table.shape ?? f.shape;
    const data = { labels: pairs.map(([name]) => name), datasets: [{ label: f.column, data: pairs.map(([, value]) => value),
      borderColor: shape === "line" ? colours[0] : undefined, backgroundColor: shape === "line" ? colours[0] : pairs.map((_, i) => colours[shape === "bar" ? 0 : i % colours.length]) }] };
    canvas.hidden = false;
    plain.hidden = true;
    if (chart?.config.type === shape) { chart.data = data; return chart.update(); }
    chart?.destroy();
    window.Chart.defaults.color = getComputedStyle(canvas.closest("figure").querySelector("figcaption")).color;
    const axes = shape === "bar" || shape === "line" ? { y: { beginAtZero: true } } : {};
    const round = shape === "pie" || shape === "doughnut";
    chart = new window.Chart(canvas, { type: shape, data, options: { scales: axes, responsive: true, ...(round ? { aspectRatio: 2 } : {}), plugins: { legend: { display: round } } } });
  };
  const drawBars = (pairs) => {
    const most = Math.max(...pairs.map(([, value]) => Math.abs(value)), 1e-9);
    plain.hidden = false;
    canvas.hidden = true;
    plain.replaceChildren(...pairs.map(([name, value]) => make("div", { class: "bar-row" },
      make("span", { class: "bar-name" }, name),
      make("span", { class: "bar-track" }, make("span", { class: "bar", style: `width:${(100 * Math.abs(value)) / most}%` })),
      make("span", { class: "bar-value" }, value.toFixed(table.decimals(f.column))))));
  };
  libraries.when("chart.js", (arrived) => { bars = !arrived; if (table.all.length) draw(); });
  table.onChange(draw);
};
