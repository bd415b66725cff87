// Evaluates one check as it was sent and tells whether its value is truthy, with a description of the value.
async ({ code, explains }) => {
  const describe = (value) => {
    if (value instanceof Node) return value.outerHTML ?? value.nodeName;
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value === "function") return "a function";
    try { return JSON.stringify(value) ?? String(value); } catch { return String(value); }
  };
  const Async = (async () => {}).constructor;
  const compiled = (kind, text) => { try { return new kind(text); } catch { return null; } };
  // What `await` makes a syntax error outside a function: an expression, or statements whose last one is the value.
  const awaited = () => {
    const text = code.trim().replace(/;+$/, "");
    for (let at = text.length; at > 0; at = Math.max(text.lastIndexOf(";", at - 1), text.lastIndexOf("\n", at - 1))) {
      const [before, last] = at === text.length ? ["", text] : [text.slice(0, at + 1), text.slice(at + 1)];
      const found = last.trim() && compiled(Async, `${before}\nreturn (${last}\n)`);
      if (found) return found;
    }
    return compiled(Async, code);
  };
  const evaluate = () => {
    try { return (0, eval)(code); } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      if (/Illegal return/.test(error.message) && compiled(Async, code)) return compiled(Async, code);
      if (compiled(Function, code) || !compiled(Async, code)) throw error;
      return awaited();
    }
  };
  try {
    let value = evaluate();
    if (typeof value === "function") value = value();
    value = await value;
    if (explains) return { passed: Boolean(value.passed), seen: String(value.seen).slice(0, 300) };
    return { passed: Boolean(value), seen: describe(value).slice(0, 300) };
  } catch (error) {
    return { passed: false, seen: String(error).slice(0, 300) };
  }
}
