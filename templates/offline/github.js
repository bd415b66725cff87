// A GitHub user, as api.github.com describes it; the last answer stays in this browser if that is asked for.
parts.github = (params) => {
  const form = byId(params.form), field = byId(params.field);
  const token = new URLSearchParams(location.search).get(params.token);
  const say = (text, state) => report(params.status, text, state);
  const age = (created) => {
    const now = new Date();
    const early = now.getUTCMonth() * 31 + now.getUTCDate() < created.getUTCMonth() * 31 + created.getUTCDate();
    const years = now.getUTCFullYear() - created.getUTCFullYear() - (early ? 1 : 0);
    return `${years} ${years === 1 ? "year" : "years"}`;
  };
  const texts = (user) => ({
    ...user, name: user.name || user.login, repos: user.public_repos,
    created: new Date(user.created_at).toISOString().slice(0, 10), age: age(new Date(user.created_at)),
  });
  const show = (user) => {
    const values = texts(user);
    for (const { key, id } of params.fields) byId(id).textContent = String(values[key] ?? "–");
    const avatar = params.avatar && byId(params.avatar);
    if (avatar) Object.assign(avatar, { src: user.avatar_url, alt: `Avatar of ${user.login}`, hidden: false });
  };
  const store = (user) => {
    if (params.cache === null) return;
    try { localStorage.setItem(CACHE_KEY, JSON.stringify(user)); } catch { /* private windows keep nothing */ }
  };
  const stored = () => {
    if (params.cache === null) return null;
    try { return JSON.parse(localStorage.getItem(CACHE_KEY)); } catch { return null; }
  };
  const limit = "GitHub's hourly limit is used up; a token raises it";
  const reasons = { 401: "GitHub refused the token", 403: limit, 404: "GitHub knows no such user", 429: limit };
  let latest = 0;
  const lookUp = async (name) => {
    const turn = (latest += 1);
    say(`Looking up ${name}…`, "busy");
    try {
      const headers = { Accept: "application/vnd.github+json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
      const answer = await fetch("https://api.github.com/users/" + encodeURIComponent(name), { headers });
      if (!answer.ok) throw new Error(reasons[answer.status] ?? `GitHub answered ${answer.status}`);
      const { login, created_at, name: full, public_repos, followers, avatar_url } = await answer.json();
      const user = { login, created_at, name: full, public_repos, followers, avatar_url };
      if (turn !== latest) return;
      show(user);
      store(user);
      say(`Lookup succeeded: ${login} found.`, "done");
    } catch (error) {
      const cause = error instanceof TypeError ? "GitHub could not be reached" : error.message;
      if (turn === latest) say(`Lookup of ${name} failed: ${cause}.`, "error");
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) lookUp(field.value.trim());
  });
  const last = stored();
  const first = new URLSearchParams(location.search).get("user") || last?.login || "octocat";
  field.value = first;
  if (last?.login === first && last.created_at) {
    show(last);
    say(`${last.login}, as looked up last in this browser.`, "done");
  } else lookUp(first);
};
