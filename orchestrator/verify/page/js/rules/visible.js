// The element of this id is shown: it has a size, and no style hides it.
(id) => {
  const e = document.getElementById(id);
  if (!e) return { passed: false, seen: "no element has this id" };
  const { width, height } = e.getBoundingClientRect();
  const shown = e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  return { passed: shown && width > 0 && height > 0, seen: `${Math.round(width)} by ${Math.round(height)} px${shown ? "" : ", hidden by a style"}` };
}
