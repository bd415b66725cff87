// A button that copies a text; where the browser refuses it, the button says so.
function copies(id, textOf) {
  const button = byId(id), label = button.textContent;
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(textOf()); button.textContent = "Copied"; }
    catch { button.textContent = "Copying is not allowed here"; }
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
