// A contact form: what is typed is checked here; sending is the mail program's part, for a static page has no server.
parts.contact = (f) => {
  const form = byId(f.id);
  const rules = {
    name: (value) => (value ? "" : "Please say who you are."),
    email: (value) => (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? "" : "Please give an address such as name@example.org."),
    phone: (value) => (!value || /^[+\d][\d ()/-]{5,}$/.test(value) ? "" : "Please give a number such as +49 30 123456."),
    subject: () => "",
    message: (value) => (value.length >= 10 ? "" : "Please write at least ten characters."),
  };
  const check = ({ name, id }) => {
    const field = byId(id), problem = rules[name](field.value.trim());
    field.setAttribute("aria-invalid", String(Boolean(problem)));
    byId(`${id}-problem`).textContent = problem;
    return !problem;
  };
  const say = (error, success) => {
    if (f.error_id) byId(f.error_id).textContent = error;
    if (f.success_id) { byId(f.success_id).textContent = success; byId(f.success_id).hidden = !success; }
  };
  for (const element of f.elements) {
    const field = byId(element.id);
    field.addEventListener("blur", () => { if (field.value) check(element); });
    field.addEventListener("input", () => { if (field.getAttribute("aria-invalid") === "true") check(element); });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = f.elements.filter((element) => !check(element));
    if (wrong.length) {
      const text = `Please check ${wrong.map(({ name }) => name).join(", ")}.`;
      tell("contact", text, "error");
      say(text, "");
      byId(`${f.id}-send`).replaceChildren();
      return byId(wrong[0].id).focus();
    }
    const values = Object.fromEntries(f.elements.map(({ name, id }) => [name, byId(id).value.trim()]));
    const subject = values.subject || `Message from ${values.name}`;
    const body = [values.message, "", values.name, values.email, values.phone].filter((line) => line !== undefined).join("\n");
    const link = `mailto:${f.address}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
    tell("contact", "Everything is filled in.", "done");
    say("", `Thank you, ${values.name}. Your message is ready: open it in your mail program to send it.`);
    byId(`${f.id}-send`).replaceChildren(make("a", { class: "btn btn-primary", href: link }, "Open in your mail program"));
  });
};
