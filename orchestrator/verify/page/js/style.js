// The computed value of a property, and what the wanted value computes to in the same place: `red` is rgb(255, 0, 0).
(element, [name, wanted]) => {
  const probe = element.cloneNode(false);
  probe.removeAttribute("id");
  probe.style.setProperty("transition", "none", "important");
  probe.style.setProperty(name, wanted, "important");
  element.after(probe);
  const expected = getComputedStyle(probe).getPropertyValue(name);
  const valid = probe.style.getPropertyValue(name) !== "";
  probe.remove();
  return { is: getComputedStyle(element).getPropertyValue(name), wanted: valid ? expected : wanted };
}
