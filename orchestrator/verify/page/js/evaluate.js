// Evaluates one check as it was sent and tells whether its value is truthy, with a description of the value.
async ({ code, explains, acting, once }) => {
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
  // Counts the evaluations in which the check clicks or sends an event, and with `once` lets only the first of them do it.
  const acts = Symbol.for("verify.acts");
  const watched = () => {
    const before = window[acts] ?? 0;
    const real = [[HTMLElement, "click"], [EventTarget, "dispatchEvent"], [HTMLFormElement, "submit"],
      [HTMLFormElement, "requestSubmit"], [HTMLFormElement, "reset"]].map(([{ prototype }, name]) => [prototype, name, prototype[name]]);
    for (const [prototype, name, does] of real) prototype[name] = function (...given) {
      if (given[0] instanceof CustomEvent) return does.apply(this, given);
      if (once && before > 0) return true;
      window[acts] = before + 1;
      return does.apply(this, given);
    };
    return () => { for (const [prototype, name, does] of real) prototype[name] = does; };
  };
  const unwatch = acting ? watched() : () => {};
  const answer = (passed, seen) => ({ passed: Boolean(passed), seen: String(seen).slice(0, 300), acted: window[acts] ?? 0 });
  try {
    let value = evaluate();
    if (typeof value === "function") value = value();
    value = await value;
    return explains ? answer(value.passed, value.seen) : answer(value, describe(value));
  } catch (error) {
    return answer(false, error);
  } finally {
    unwatch();
  }
}
