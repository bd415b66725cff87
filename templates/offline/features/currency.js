// A choice of the currency in which amounts are shown.
parts.currency = async (f) => {
  const table = openTable(f.file);
  const select = byId(f.id);
  try {
    const { base, rates } = await loadRates(f.rates);
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
