// A contact form: what is typed is checked here; sending is the mail program's part.
parts.contact = (params) => {
  const rules = {
    name: (value) => (value ? "" : "Please say who you are."),
    email: (value) => (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? "" : "Please give an address such as name@example.org."),
    message: (value) => (value.length >= 10 ? "" : "Please write at least ten characters."),
  };
  const value = (name) => byId(params[name]).value.trim();
  const check = (name) => {
    const problem = rules[name](value(name));
    byId(params[name]).setAttribute("aria-invalid", String(Boolean(problem)));
    byId(`${params[name]}-problem`).textContent = problem;
    return !problem;
  };
  for (const name of Object.keys(rules)) {
    byId(params[name]).addEventListener("blur", () => { if (value(name)) check(name); });
  }
  byId(params.form).addEventListener("submit", (event) => {
    event.preventDefault();
    byId("contact-link").replaceChildren();
    const wrong = Object.keys(rules).filter((name) => !check(name));
    if (wrong.length) {
      report("contact-status", `Please check ${wrong.join(", ")}.`, "error");
      return byId(params[wrong[0]]).focus();
    }
    const body = [value("message"), "", value("name"), value("email")].join("\n");
    const link = `mailto:${params.address}?subject=${encodeURIComponent(`Message from ${value("name")}`)}&body=${encodeURIComponent(body)}`;
    report("contact-status", `Thank you, ${value("name")}. Open the message in your mail program to send it.`, "done");
    byId("contact-link").replaceChildren(make("a", { class: "btn btn-primary", href: link }, "Open in your mail program"));
  });
};
