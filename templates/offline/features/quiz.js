// The questions of a file, one after another.
function readQuestion(row) {
  const raw = row.options ?? row.choices ?? row.answers;
  const options = (Array.isArray(raw) ? raw : Object.values(raw)).map((option) => String(option?.text ?? option));
  const answer = row.answer ?? row.correct ?? row.correct_answer ?? row.correctAnswer ?? row.solution;
  const letter = /^[A-Za-z]$/.test(answer) && !options.includes(answer) ? String(answer).toUpperCase().charCodeAt(0) - 65 : -1;
  const right = typeof answer === "number" && !options.includes(String(answer)) ? answer : letter >= 0 ? letter : options.indexOf(String(answer));
  return { text: String(row.question ?? row.q ?? row.prompt), options, right };
}

parts.quiz = async (f) => {
  const place = byId(f.id);
  const score = byId(f.score_id);
  let questions = [], at = 0, right = 0;
  const count = () => { score.textContent = `${right} of ${questions.length} right`; };
  const restart = () => { at = right = 0; count(); next(); };
  const next = () => {
    if (f.progress_id) Object.assign(byId(f.progress_id), { max: questions.length, value: at });
    if (at === questions.length) {
      const again = make("button", { type: "button", class: "btn btn-primary" }, "Once more");
      again.addEventListener("click", restart);
      place.replaceChildren(make("p", {}, `Done: ${right} of ${questions.length} right.`), again);
      return tell("quiz", "Finished", "done");
    }
    const { text, options, right: correct } = questions[at];
    tell("quiz", `Question ${at + 1} of ${questions.length}`);
    const buttons = options.map((option, i) => {
      const button = make("button", { type: "button", class: "btn answer" }, option);
      button.addEventListener("click", () => settle(i));
      return button;
    });
    const settle = (chosen) => {
      buttons.forEach((button, i) => {
        button.disabled = true;
        if (i === correct) button.append(" ✓");
        else if (i === chosen) button.append(" ✗");
      });
      if (chosen === correct) right += 1;
      count();
      const on = make("button", { type: "button", class: "btn btn-primary", id: f.next_id || null }, "Next");
      on.addEventListener("click", () => { at += 1; next(); });
      place.append(on);
      on.focus();
    };
    place.replaceChildren(make("p", { class: "question", id: f.question_id || null }, text), make("div", { class: "answers", id: f.options_id || null }, ...buttons));
  };
  if (f.restart_id) byId(f.restart_id).addEventListener("click", () => { if (questions.length) restart(); });
  try {
    const answer = await fetch(f.file.split("/").map(encodeURIComponent).join("/"));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const value = await answer.json();
    questions = (Array.isArray(value) ? value : Object.values(value).find(Array.isArray)).map(readQuestion);
    count();
    next();
  } catch (error) { tell("quiz", `${f.file} could not be read: ${error.message}.`, "error"); }
};
