"""Sites for sentences that a model compiled to steps."""

from tests.verify.corpus.case import Case, page

FILTER = page(
    '<label>Harbour <select id="h"><option>All<option>Bergen</select></label><ul><li>Bergen</li><li>Oslo</li></ul>',
    "h.onchange = () => document.querySelectorAll('li').forEach(l => { l.hidden = h.value != 'All' && l.textContent != h.value })",
)
CHOOSE = {"do": "choose", "by": "label", "find": "harbour", "value": "Bergen"}
GONE = {"do": "hidden", "by": "text", "find": "Oslo"}
SHOWN = {"do": "visible", "by": "selector", "find": "li"}
FORM = page(
    '<form><label>Name <input id="n"></label><button>Greet</button></form><p id="g"></p>',
    "document.forms[0].onsubmit = e => { e.preventDefault(); g.textContent = 'Hello ' + n.value; localStorage.n = n.value };"
    "g.textContent = localStorage.n ? 'Hello ' + localStorage.n : ''",
)
GREET = [
    {"do": "fill", "by": "label", "find": "name", "value": "Ada"},
    {"do": "click", "by": "role", "find": "button", "name": "greet|send"},
    {"do": "text", "value": "Hello Ada"},
]
KEPT = [*GREET, {"do": "reload"}, {"do": "text", "by": "selector", "find": "#g", "value": "Ada"}]
NAME = "Filtering shows one harbour"
KEEPS = "The name is remembered"

CASES = [
    Case("filter works", {"index.html": FILTER}, checks=[NAME], steps={NAME: [SHOWN, CHOOSE, GONE]}),
    Case("filter does nothing", {"index.html": FILTER.replace("h.onchange", "h.onclose")}, (NAME,), checks=[NAME], steps={NAME: [SHOWN, CHOOSE, GONE]}),
    Case("no such select", wrong=(NAME,), checks=[NAME], steps={NAME: [CHOOSE, GONE]}),
    Case("form greets and keeps", {"index.html": FORM}, checks=["It greets", KEEPS], steps={"It greets": GREET, KEEPS: KEPT}),
    Case("form forgets", {"index.html": FORM.replace("localStorage.n = n.value", "0")}, (KEEPS,), checks=["It greets", KEEPS], steps={"It greets": GREET, KEEPS: KEPT}),
    Case("holds on an empty page, so it does not count", checks=["No errors are shown"], steps={"No errors are shown": [{"do": "no_text", "value": "sorry"}]}),
    Case("held before this round, so it does not count", base={"index.html": page()}, round=2, checks=["Shows a heading"], steps={"Shows a heading": [{"do": "visible", "by": "role", "find": "heading", "name": "waves|tides"}]}),
    Case("expects nothing", checks=["It can be clicked"], unrun=("It can be clicked",), steps={"It can be clicked": [{"do": "click", "by": "role", "find": "button"}]}),
]  # fmt: skip
