(wanted) => ({ passed: document.title === wanted, seen: JSON.stringify(document.title) })
