// A board of columns × rows: so many like elements in one container, or in rows, or a canvas that is painted.
({ columns, rows }) => {
  const cells = columns * rows;
  const like = (parent) => {
    const counts = new Map();
    for (const child of parent.children) counts.set(child.tagName, (counts.get(child.tagName) ?? 0) + 1);
    return Math.max(0, ...counts.values());
  };
  let most = 0;
  for (const e of document.querySelectorAll("body *")) {
    const inside = like(e);
    most = Math.max(most, inside);
    if (inside === cells) return { passed: true, seen: `${cells} cells in ${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}` };
    if (inside === rows && [...e.children].filter((row) => like(row) === columns).length === rows)
      return { passed: true, seen: `${rows} rows of ${columns} cells` };
  }
  for (const c of document.querySelectorAll("canvas")) {
    const data = c.getContext("2d")?.getImageData(0, 0, c.width, c.height).data;
    if (data?.some((value) => value !== 0)) return { passed: true, seen: "a painted canvas, whose cells cannot be counted" };
  }
  return { passed: false, seen: `at most ${most} like elements in one container, not ${cells}` };
}
