// Texts among the attachments are read when the page opens.
parts.file = async (f) => {
  if (f.show !== "text") return;
  try {
    const answer = await fetch(f.file.split("/").map(encodeURIComponent).join("/"));
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    byId(f.id).textContent = await answer.text();
  } catch (error) { byId(f.id).textContent = `${f.file} could not be read: ${error.message}.`; }
};
