// Currencies by the rates of a JSON file: {base, rates: {…}}, {USD: 1, …}, or a list of codes and rates.
function readRates(value) {
  const inner = value.rates ?? value.conversion_rates ?? value.quotes ?? (Array.isArray(value.data) || typeof value.data === "object" ? value.data : value);
  const pairs = Array.isArray(inner)
    ? inner.map((row) => [Object.values(row).find((v) => /^[A-Z]{3}$/.test(v)), Object.values(row).find((v) => typeof v === "number")])
    : Object.entries(inner);
  const rates = Object.fromEntries(pairs.filter(([code, rate]) => /^[A-Z]{3}$/.test(code) && rate > 0));
  const stated = value.base ?? value.base_code ?? value.base_currency ?? value.source;
  const base = /^[A-Z]{3}$/.test(stated ?? "") ? stated : Object.keys(rates).find((code) => rates[code] === 1) ?? Object.keys(rates)[0];
  return { base, rates: { [base]: 1, ...rates } };
}

async function loadRates(file) {
  const answer = await fetch(file.split("/").map(encodeURIComponent).join("/"));
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return readRates(await answer.json());
}
