// Arithmetic by a small parser of its own: numbers, brackets, + − × ÷, percent; nothing is evaluated as code.
function calculate(text) {
  const tokens = text.replace(/[×x]/g, "*").replaceAll("÷", "/").replaceAll("−", "-").match(/\d+\.?\d*|\.\d+|[-+*/()%]|\S/g) ?? [];
  const expect = (token) => { if (tokens.shift() !== token) throw new Error("brackets do not match"); };
  const atom = () => {
    const token = tokens.shift();
    if (token === "-") return -atom();
    if (token === "+") return atom();
    let value = Number(token);
    if (token === "(") { value = sum(); expect(")"); }
    else if (token === undefined || !/\d/.test(token)) throw new Error(token ? `“${token}” is not expected here` : "something is missing");
    while (tokens[0] === "%") { tokens.shift(); value /= 100; }
    return value;
  };
  const product = () => {
    let value = atom();
    while (tokens[0] === "*" || tokens[0] === "/") {
      const divides = tokens.shift() === "/";
      const next = atom();
      if (divides && next === 0) throw new Error("division by zero");
      value = divides ? value / next : value * next;
    }
    return value;
  };
  const sum = () => {
    let value = product();
    while (tokens[0] === "+" || tokens[0] === "-") value = tokens.shift() === "+" ? value + product() : value - product();
    return value;
  };
  const result = sum();
  if (tokens.length) throw new Error(`“${tokens[0]}” is not expected here`);
  return Number(result.toPrecision(12));
}

parts.calculator = (f) => {
  const display = byId(f.id);
  const solve = () => {
    if (!display.value.trim()) return;
    try {
      const text = display.value;
      display.value = String(calculate(text));
      tell("calculator", `${text} = ${display.value}`, "done");
    } catch (error) { tell("calculator", `Not calculated: ${error.message}.`, "error"); }
  };
  byId("calculator-keys").addEventListener("click", ({ target }) => {
    const key = target.closest("button")?.dataset.key;
    if (key === "=") solve();
    else if (key === "C") { display.value = ""; tell("calculator", "Type or tap."); }
    else if (key === "back") display.value = display.value.slice(0, -1);
    else if (key) display.value += key;
  });
  display.form.addEventListener("submit", (event) => { event.preventDefault(); solve(); });
  tell("calculator", "Type or tap.");
};
