// The title is these words, or contains them.
({ title, exact }) => {
  const passed = exact ? document.title === title : document.title.toLowerCase().includes(title.toLowerCase());
  return { passed, seen: JSON.stringify(document.title) };
}
