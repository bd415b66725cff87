// An amount in one unit or currency, shown in another.
parts.exchange = async (f) => {
  const [amount, from, to, shown] = [f.id, f.from_id, f.to_id, f.result_id].map(byId);
  const problem = byId(`${f.id}-problem`);
  let rates = null;
  const chosen = (select) => select.selectedOptions[0]?.dataset ?? {};
  const value = (number) => (rates ? (number / rates[from.value]) * rates[to.value] : converted(number, chosen(from).unit, chosen(to).unit));
  const convert = () => {
    const alike = rates || chosen(from).dimension === chosen(to).dimension;
    const text = amount.value.trim();
    problem.textContent = alike ? "" : "These two measure different things.";
    shown.textContent = !alike || text === "" ? "–" : rates ? value(Number(text)).toFixed(2) : tidy(value(Number(text)));
    if (f.rate_id) byId(f.rate_id).textContent = alike ? tidy(value(1)) : "–";
  };
  const begin = () => {
    const alike = [...to.options].findIndex((option, at) => at > 0 && (rates || option.dataset.dimension === chosen(from).dimension));
    to.selectedIndex = Math.max(alike, 0);
    convert();
  };
  for (const field of [amount, from, to]) for (const name of ["input", "change"]) field.addEventListener(name, convert);
  amount.form.addEventListener("submit", (event) => { event.preventDefault(); convert(); });
  if (f.swap_id) byId(f.swap_id).addEventListener("click", () => { [from.value, to.value] = [to.value, from.value]; convert(); });
  if (!f.rates) return begin();
  try {
    ({ rates } = await loadRates(f.rates));
    for (const select of [from, to]) select.replaceChildren(...Object.keys(rates).map((code) => make("option", { value: code }, code)));
    begin();
  } catch (error) { problem.textContent = `${f.rates} could not be read: ${error.message}.`; }
};
