// Evaluates one check as it was sent and tells whether its value is truthy, with a description of the value.
async ({ code, explains }) => {
  const describe = (value) => {
    if (value instanceof Node) return value.outerHTML ?? value.nodeName;
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value === "function") return "a function";
    try { return JSON.stringify(value) ?? String(value); } catch { return String(value); }
  };
  const compile = () => {
    try { return (0, eval)(code); } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      try { return (0, eval)(`(async () => { ${code}\n })`); } catch { throw error; }
    }
  };
  try {
    let value = compile();
    if (typeof value === "function") value = value();
    value = await value;
    if (explains) return { passed: Boolean(value.passed), seen: String(value.seen).slice(0, 300) };
    return { passed: Boolean(value), seen: describe(value).slice(0, 300) };
  } catch (error) {
    return { passed: false, seen: String(error).slice(0, 300) };
  }
}
