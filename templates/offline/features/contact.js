// A contact form: what is typed is checked here; sending is the mail program's part, for a static page has no server.
parts.contact = (f) => {
  const form = byId(f.id);
  const problems = {
    name: (value) => (value ? "" : "Please say who you are."),
    email: (value) => (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? "" : "Please give an address such as name@example.org."),
    message: (value) => (value.length >= 10 ? "" : "Please write at least ten characters."),
  };
  const check = (name) => {
    const field = form.elements[name];
    const problem = problems[name](field.value.trim());
    field.setAttribute("aria-invalid", String(Boolean(problem)));
    byId(`${f.id}-${name}-problem`).textContent = problem;
    return !problem;
  };
  for (const name of Object.keys(problems)) {
    form.elements[name].addEventListener("blur", () => { if (form.elements[name].value) check(name); });
    form.elements[name].addEventListener("input", () => { if (form.elements[name].getAttribute("aria-invalid") === "true") check(name); });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = Object.keys(problems).filter((name) => !check(name));
    if (wrong.length) {
      tell("contact", `Please check ${wrong.join(", ")}.`, "error");
      return form.elements[wrong[0]].focus();
    }
    const value = (name) => form.elements[name].value.trim();
    const link = `mailto:${f.address}?subject=${encodeURIComponent(`Message from ${value("name")}`)}&body=${encodeURIComponent(`${value("message")}\n\n${value("name")}\n${value("email")}`)}`;
    tell("contact", "Everything is filled in.", "done");
    byId(`${f.id}-send`).replaceChildren(make("a", { class: "btn btn-primary", href: link }, "Open in your mail program"));
  });
};
