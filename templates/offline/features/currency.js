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

parts.currency = async (f) => {
  const table = openTable(f.file);
  const select = byId(f.id);
  try {
    const answer = await fetch(f.rates.split("/").map(encodeURIComponent).join("/"));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const { base, rates } = readRates(await answer.json());
    const codes = [base, ...Object.keys(rates).filter((code) => code !== base)];
    select.replaceChildren(...codes.map((code) => make("option", { value: code }, code)));
    select.disabled = false;
    const choose = () => {
      table.currency = select.value;
      table.rate = rates[select.value] / rates[base];
      if (f.mirror_id && byId(f.mirror_id)) byId(f.mirror_id).textContent = select.value;
      for (const { id, attr } of f.mirrors) byId(id)?.setAttribute(attr, select.value);
      table.changed();
    };
    select.addEventListener("change", choose);
    choose();
  } catch (error) {
    table.fail(`${f.rates} could not be read: ${error.message}. Amounts are not converted.`);
  }
};
