// Calculators: what each computes from the values of its fields, by the names of its quantities.
const today = () => new Date(new Date().toDateString());
const day = (text) => new Date(`${text}T00:00:00`);
const daysBetween = (from, to) => Math.round((to - from) / 86400000);
const monthsBetween = (from, to) =>
  (to.getFullYear() - from.getFullYear()) * 12 + to.getMonth() - from.getMonth() - (to.getDate() < from.getDate() ? 1 : 0);
const instalment = (amount, rate, months) => (rate ? (amount * rate / 1200) / (1 - (1 + rate / 1200) ** -months) : amount / months);
const bmiClass = (bmi) => (bmi < 18.5 ? "Underweight" : bmi < 25 ? "Normal weight" : bmi < 30 ? "Overweight" : "Obese");

const recipes = {
  tip: ({ bill, percent, people, round }) => {
    const tip = bill * percent / 100, each = (bill + tip) / people;
    return { tip, each: round ? Math.ceil(Number(each.toFixed(6))) : each, total: bill + tip };
  },
  bmi: ({ weight, height }) => { const bmi = weight / (height / 100) ** 2; return { bmi, category: Number.isFinite(bmi) ? bmiClass(bmi) : NaN }; },
  loan: ({ principal, rate, months, years }) => {
    const term = months || years * 12, payment = instalment(principal, rate, term);
    return { payment, paid: payment * term, cost: payment * term - principal };
  },
  compound: ({ principal, rate, years, times }) => {
    const value = principal * (1 + rate / 100 / times) ** (times * years);
    return { value, interest: value - principal };
  },
  interest: ({ principal, rate, years }) => ({ interest: principal * rate * years / 100, value: principal * (1 + rate * years / 100) }),
  discount: ({ price, percent, tax_rate }) => {
    const saved = price * percent / 100;
    return { saved, final: price - saved, total: (price - saved) * (1 + tax_rate / 100) };
  },
  tax: ({ net, rate }) => ({ tax: net * rate / 100, total: net * (1 + rate / 100) }),
  margin: ({ cost, price }) => ({ profit: price - cost, margin: (price - cost) / price * 100 }),
  roi: ({ cost, value }) => ({ roi: (value - cost) / cost * 100, profit: value - cost }),
  percentage: ({ percent, number }) => ({ part: number * percent / 100 }),
  circle: ({ radius }) => ({ area: Math.PI * radius ** 2, circumference: 2 * Math.PI * radius, diameter: 2 * radius }),
  rectangle: ({ width, height }) => ({ area: width * height, perimeter: 2 * (width + height) }),
  age: ({ birth }) => {
    const months = birth > today() ? NaN : monthsBetween(birth, today());
    return { years: Math.floor(months / 12), months: months % 12, days: daysBetween(birth, today()) };
  },
  dates: ({ start, end }) => { const days = Math.abs(daysBetween(start, end)); return { days, weeks: Math.floor(days / 7) }; },
  fuel: ({ distance, efficiency, price }) => ({ needed: distance / efficiency, cost: distance / efficiency * price }),
  speed: ({ distance, time }) => ({ speed: distance / time }),
  arithmetic: ({ first, second, operator }) =>
    ({ value: { "+": first + second, "-": first - second, "*": first * second, "/": second === 0 ? NaN : first / second }[operator] }),
};

parts.formula = (f) => {
  const form = byId(f.id);
  const fields = f.elements.filter((element) => element.kind !== "result");
  const results = f.elements.filter((element) => element.kind === "result");
  const problem = byId(f.error_id || `${f.id}-problem`);
  const history = f.history_id && byId(f.history_id);
  const valueOf = ({ id, kind }) => {
    const field = byId(id);
    if (kind === "check") return field.checked ? 1 : 0;
    if (kind === "choice") return field.value;
    if (field.value.trim() === "") return null;
    return kind === "date" ? day(field.value) : Number(field.value);
  };
  const say = (text) => { problem.textContent = text; };
  const write = ({ digits }, value) => {
    if (typeof value !== "number") return String(value);
    const wanted = f.digits ?? digits;
    return wanted === null ? String(Number(value.toFixed(2))) : value.toFixed(wanted);
  };
  const clear = () => { for (const { id } of results) byId(id).textContent = "–"; };
  // Empty fields are no mistake while somebody types; they are when the button asks for an answer.
  const calculate = (asked) => {
    clear();
    say("");
    const read = fields.map((field) => [field, valueOf(field)]);
    const wrong = read.find(([{ kind, signed }, value]) => kind === "number" && value !== null && !(signed || value >= 0));
    const empty = read.find(([, value]) => value === null);
    if (wrong) return say(`${wrong[0].label} cannot be below zero.`);
    if (empty) return asked ? say(`Please fill in: ${empty[0].label}.`) : undefined;
    const found = recipes[f.recipe]({ ...f.defaults, ...Object.fromEntries(read.map(([{ name }, value]) => [name, value])) });
    if (results.some(({ name }) => typeof found[name] === "number" && !Number.isFinite(found[name]))) return say("These values give no result: a division by zero, or a date to come.");
    for (const result of results) byId(result.id).textContent = write(result, found[result.name]);
    if (asked) remember();
  };
  const remember = () => {
    const typed = Object.fromEntries(fields.map(({ id, kind }) => [id, kind === "check" ? byId(id).checked : byId(id).value]));
    const shown = Object.fromEntries(results.map(({ id }) => [id, byId(id).textContent]));
    if (f.keep) store(f.keep, { ...typed, ...shown });
    if (history) history.prepend(make("li", {}, `${Object.values(typed).join(", ")} → ${Object.values(shown).join(", ")}`));
  };
  const recall = () => {
    const last = f.keep && stored(f.keep, null);
    if (!last) return;
    for (const { id, kind } of fields) if (id in last) { if (kind === "check") byId(id).checked = last[id]; else byId(id).value = last[id]; }
    calculate(false);
  };
  form.addEventListener("input", () => { if (f.live) calculate(false); });
  form.addEventListener("change", () => { if (f.live) calculate(true); });
  form.addEventListener("submit", (event) => { event.preventDefault(); calculate(true); });
  form.addEventListener("reset", () => { clear(); say(""); byId(fields[0].id).focus(); });
  recall();
};
