// Snakes and ladders on a board of a hundred squares: exact rolls to win, wins kept in this browser.
const slides = { 16: 6, 47: 26, 49: 11, 56: 53, 62: 19, 64: 60, 87: 24, 93: 73, 95: 75, 98: 78,
  1: 38, 4: 14, 9: 31, 21: 42, 28: 84, 36: 44, 51: 67, 71: 91, 80: 100 };

// Squares run from the bottom left, each row the other way round.
function squareAt(square) {
  const row = Math.floor((square - 1) / 10);
  const column = row % 2 ? 9 - ((square - 1) % 10) : (square - 1) % 10;
  return { row: 9 - row, column };
}

parts.snakes = (f) => {
  const board = byId(f.id);
  const roll = byId(f.roll_id);
  const players = [1, 2].map((number) => ({
    number, square: 0, token: make("span", { class: `token token-${number}`, "aria-hidden": "true" }, String(number)),
    field: byId(`player-${number}-name`), place: byId(`player-${number}-position`), score: byId(`player-${number}-wins`),
  }));
  const wins = stored("snakes-wins", [0, 0]);
  let turn = 0, over = false, moving = false;
  const nameOf = (player) => player.field.value.trim() || `Player ${player.number}`;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  const cells = Array.from({ length: 100 }, (_, at) => {
    const square = at + 1;
    const { row, column } = squareAt(square);
    const target = slides[square];
    const kind = target === undefined ? "" : target > square ? " ladder" : " snake";
    const cell = make("div", { class: `square${kind}${(row + column) % 2 ? " odd" : ""}`, "data-square": square, style: `grid-area:${row + 1}/${column + 1}` },
      make("span", { class: "square-number" }, String(square)));
    if (target !== undefined) cell.append(make("span", { class: "slide" }, `${target > square ? "▲" : "▼"}${target}`));
    return cell;
  });
  board.replaceChildren(...cells, drawSlides(), ...players.map((player) => player.token));

  const place = (player) => {
    const { row, column } = player.square ? squareAt(player.square) : { row: 9, column: 0 };
    player.token.style.left = `${column * 10 + (player.number === 1 ? 1.2 : 5)}%`;
    player.token.style.top = `${row * 10 + 4}%`;
    player.token.classList.toggle("waiting", player.square === 0);
    player.place.textContent = player.square ? `Square ${player.square}` : "At the start";
  };
  const showScores = () => players.forEach((player, at) => { player.score.textContent = `${wins[at]} ${wins[at] === 1 ? "win" : "wins"}`; });
  const arrived = (player) => (calm.matches ? Promise.resolve() : Promise.race([
    ...player.token.getAnimations().map((animation) => animation.finished.catch(() => null)),
    new Promise((done) => setTimeout(done, 400)),
  ]));
  const step = async (player, square) => { player.square = square; place(player); await arrived(player); };

  const settle = async (player, dice) => {
    const from = player.square;
    if (from + dice > 100) return `${nameOf(player)} rolled ${dice} and needs exactly ${100 - from}.`;
    for (let square = from + 1; square <= from + dice; square += 1) await step(player, square);
    const target = slides[player.square];
    if (target === undefined) return `${nameOf(player)} rolled ${dice} and moved to ${player.square}.`;
    const climbs = target > player.square;
    await step(player, target);
    return `${nameOf(player)} rolled ${dice} and ${climbs ? "climbed a ladder" : "slid down a snake"} to ${target}.`;
  };
  const play = async () => {
    if (moving || over) return;
    moving = true;
    roll.disabled = true;
    const player = players[turn];
    const dice = 1 + Math.floor(Math.random() * 6);
    byId(f.dice_id).textContent = `${"⚀⚁⚂⚃⚄⚅"[dice - 1]} ${dice}`;
    const told = await settle(player, dice);
    if (player.square === 100) {
      over = true;
      wins[turn] += 1;
      store("snakes-wins", wins);
      showScores();
      tell("snakes", `${nameOf(player)} wins!`, "done");
      byId(f.told_id).textContent = `${told} ${nameOf(player)} wins!`;
    } else {
      turn = 1 - turn;
      byId(f.told_id).textContent = told;
      tell("snakes", `${nameOf(players[turn])} is next`);
    }
    moving = false;
    roll.disabled = over;
    if (!over) roll.focus({ preventScroll: true });
  };
  const restart = () => {
    if (moving) return;
    turn = 0;
    over = false;
    roll.disabled = false;
    byId(f.dice_id).textContent = "⚀";
    byId(f.told_id).textContent = "Roll to begin. The first on square 100, by an exact roll, wins.";
    for (const player of players) { player.square = 0; place(player); }
    tell("snakes", `${nameOf(players[0])} is next`);
  };
  for (const player of players) {
    player.field.value = stored(`snakes-name-${player.number}`, "");
    player.field.addEventListener("input", () => {
      store(`snakes-name-${player.number}`, player.field.value);
      if (!over && !moving) tell("snakes", `${nameOf(players[turn])} is next`);
    });
  }
  roll.addEventListener("click", play);
  byId(f.again_id).addEventListener("click", restart);
  byId("reset-wins").addEventListener("click", () => { wins.fill(0); store("snakes-wins", wins); showScores(); });
  showScores();
  restart();
};

function drawSlides() {
  const middle = (square) => { const { row, column } = squareAt(square); return [column * 10 + 5, row * 10 + 5]; };
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 100 100");
  drawing.setAttribute("class", "slides");
  drawing.setAttribute("aria-hidden", "true");
  for (const [from, to] of Object.entries(slides)) {
    const [x1, y1] = middle(Number(from)), [x2, y2] = middle(to);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const bend = [(x1 + x2) / 2 + (y2 - y1) / 6, (y1 + y2) / 2 - (x2 - x1) / 6];
    path.setAttribute("d", to > from ? `M${x1} ${y1}L${x2} ${y2}` : `M${x1} ${y1}Q${bend[0]} ${bend[1]} ${x2} ${y2}`);
    path.setAttribute("class", to > from ? "ladder-line" : "snake-line");
    drawing.append(path);
  }
  return drawing;
}
