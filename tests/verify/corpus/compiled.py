"""Sites for sentences that a model compiled to steps."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.verify.corpus.case import Case, page

FILTER = page(
    '<label>Harbour <select id="h"><option>All<option>Bergen</select></label><ul><li>Bergen</li><li>Oslo</li></ul>',
    "h.onchange = () => document.querySelectorAll('li').forEach(l => { l.hidden = h.value != 'All' && l.textContent != h.value })",
)
Steps = Mapping[str, Sequence[Mapping[str, Any]]]
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

DESK = page(
    '<button id="b">Save</button><p id="out">.</p><ul><li>1</li><li>2</li><li>10</li></ul>'
    '<div id="card" draggable="true">Card</div><div id="bin">Bin</div><label>Picture <input type="file"></label>'
    '<p id="jump">Jump</p><button id="del">Delete</button>',
    "const out = document.querySelector('#out'); const say = (text) => { out.textContent = text };"
    "b.onclick = () => { localStorage.theme = 'dark'; fetch('data/tides.json') }; b.oncontextmenu = () => say('menu');"
    "card.onclick = () => setTimeout(() => say('won'), 700); b.ondblclick = () => say('twice'); card.ondragstart = e => e.dataTransfer.setData('text', 'card');"
    "const bin = document.querySelector('#bin'); bin.ondragover = e => e.preventDefault(); bin.ondrop = () => say('dropped');"
    "document.querySelector('input').onchange = e => say(e.target.files[0].name);"
    "document.querySelector('#del').onclick = () => say(confirm('Sure?') ? 'gone' : 'kept')",
    "<style>#b:hover{background-color:blue;color:#fff}#jump{animation:j 1s infinite}@keyframes j{50%{transform:translateY(-9px)}}</style>",
)
BUTTON = {"by": "selector", "find": "#b"}
OUT = {"do": "text", "by": "selector", "find": "#out"}
ITEMS = {"by": "selector", "find": "li"}
WORKS: Steps = {
    "pointer": [
        {"do": "hover", **BUTTON}, {"do": "style", **BUTTON, "value": "background-color=blue"},
        {"do": "right_click", **BUTTON}, {**OUT, "value": "menu"}, {"do": "double_click", **BUTTON}, {**OUT, "value": "twice"},
        {"do": "drag", "by": "selector", "find": "#card", "value": "#bin"}, {**OUT, "value": "dropped"},
    ],
    "files and dialogs": [
        {"do": "upload", "by": "label", "find": "picture", "value": "sea.png"}, {**OUT, "value": "sea.png"},
        {"do": "answer", "value": "dismiss"}, {"do": "click", "by": "selector", "find": "#del"}, {**OUT, "value": "kept"},
    ],
    "requests and storage": [
        {"do": "click", **BUTTON}, {"do": "state", **BUTTON, "value": "focused"},
        {"do": "requested", "value": "tides.json"}, {"do": "stored", "value": "theme=dark"},
    ],
    "motion and order": [
        {"do": "animated", "by": "selector", "find": "#jump"},
        {"do": "sorted", **ITEMS, "value": "ascending"}, {"do": "exactly", **ITEMS, "number": 3},
    ],
    "play": [{"do": "click_until", "by": "selector", "find": "#card", "value": "won", "number": 3}],
}  # fmt: skip
LACKS: Steps = {
    "red on hover": [{"do": "hover", **BUTTON}, {"do": "style", **BUTTON, "value": "background-color=red"}],
    "still": [{"do": "animated", **BUTTON}],
    "descending": [{"do": "sorted", **ITEMS, "value": "descending"}],
    "two": [{"do": "exactly", **ITEMS, "number": 2}],
    "never fetched": [{"do": "requested", "value": "tides.json"}],
    "never stored": [{"do": "stored", "value": "theme"}],
    "off": [{"do": "state", **BUTTON, "value": "disabled"}],
}

EMPTY = "No errors are shown"
NOTHING = "It can be clicked"
BEFORE = "Shows a heading"
FILTERING = {NAME: [SHOWN, CHOOSE, GONE]}

CASES = [
    Case("steps of every kind", {"index.html": DESK}, checks=list(WORKS), steps=WORKS),
    Case("steps that see what is lacking", {"index.html": DESK.replace("j 1s infinite", "")}, tuple(LACKS), checks=list(LACKS), steps=LACKS),
    Case("filter works; what proves nothing", {"index.html": FILTER}, checks=[NAME, EMPTY, NOTHING], unrun=(EMPTY, NOTHING), steps={
        **FILTERING, EMPTY: [{"do": "no_text", "value": "sorry"}], NOTHING: [{"do": "click", "by": "role", "find": "button"}],
    }),
    Case("filter does nothing", {"index.html": FILTER.replace("h.onchange", "h.onclose")}, (NAME,), checks=[NAME], steps=FILTERING),
    Case("no such select; held before this round", wrong=(NAME,), base={"index.html": page()}, round=2, checks=[NAME, BEFORE], unrun=(BEFORE,), steps={
        NAME: [CHOOSE, GONE], BEFORE: [{"do": "visible", "by": "role", "find": "heading", "name": "waves|tides"}],
    }),
    Case("form greets and keeps", {"index.html": FORM}, checks=["It greets", KEEPS], steps={"It greets": GREET, KEEPS: KEPT}),
    Case("form forgets", {"index.html": FORM.replace("localStorage.n = n.value", "0")}, (KEEPS,), checks=["It greets", KEEPS], steps={"It greets": GREET, KEEPS: KEPT}),
]  # fmt: skip
