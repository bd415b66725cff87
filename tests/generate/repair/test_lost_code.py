"""Code that a revision leaves out: noticed whatever is in its place, asked for again, else kept as it was."""

import pytest

from orchestrator.generate.reply.format import write_file
from orchestrator.generate.reply.losses import losses
from orchestrator.records.site import Site
from tests.generate.conftest import request
from tests.generate.repair.test_author import edit, says, written

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><title>Sales</title><link rel="stylesheet" href="style.css"></head>
<body>
<header><h1>Sales</h1></header>
<main>
<p id="intro">These are the sales of the month, one row for each region.</p>
<table id="rows"><tr><th>Region</th></tr></table>
<p id="clock"></p>
</main>
<footer><p>Made by the sales team.</p></footer>
<script src="app.js"></script>
</body>
</html>
"""
CSS = "body { color: #222; margin: 0 }\ntable { width: 100%; border: 1px solid }\n#clock { float: right }\n"
TOTAL = "function total(rows) {\n  return rows.reduce((sum, row) => sum + row.amount, 0);\n}\n"
RENDER = "function render(rows) {\n  for (const row of rows) document.body.append(row);\n}\n"
CLOCK = "const clock = () => {\n  document.querySelector('#clock').textContent = new Date().toString();\n};\n"
APP = TOTAL + RENDER + CLOCK
BASE = Site({"index.html": PAGE.encode(), "style.css": CSS.encode(), "app.js": APP.encode()})
BRIEF = "Show the total in bold."
BOLD = edit("index.html", "<h1>Sales</h1>", "<h1><b>Sales</b></h1>")
KNOWN = (
    "// ... rest of the code ...",
    "// the others stay as they are",
    "// nothing else changes below",
    "// (shortened)",
    "# helper functions left out here",
    "// your functions from the old file",
    "// der \u00fcbrige Code ist wie vorher",
    "/* snip */",
    "// TODO",
    "...",
    "",
    "function render(rows) { /* as it was */ }\nfunction clock() {}",
)
CUT_APP = [("app.js", TOTAL + line + "\n") for line in KNOWN]
CUT_CSS = [
    ("style.css", text)
    for text in ("/* untouched */\n", "/* nothing new here */\n", "", "table {}\n#clock {}\n")
]
INTRO = '<p id="intro">These are the sales of the month, one row for each region.</p>'
MADE_BY = "<footer><p>Made by the sales team.</p></footer>"
CUT_PAGE = [
    ("index.html", PAGE.replace(MADE_BY, text))
    for text in (
        "[more of the page]",
        "\u2026 and the other sections",
        "<!-- menu and footer go here as earlier -->",
        "<footer><p>\u2026</p></footer>",
        "",
    )
]


@pytest.mark.parametrize(("path", "text"), [*CUT_APP, *CUT_CSS, *CUT_PAGE])
def test_left_out_code_is_asked_for_again(path: str, text: str) -> None:
    whole = BASE.text(path)
    draft, _, model = written(
        says(BOLD if path != "index.html" else "", write_file(path, text)),
        says(write_file(path, whole + "\n")),
        base=BASE,
        fields=request(BRIEF, round=2),
    )
    assert f"{path} lost:" in model.prompt(1)
    assert draft.files[path] == f"{whole}\n".encode()
    assert draft.notes == ()


@pytest.mark.parametrize(("path", "text"), [CUT_APP[0], CUT_CSS[0], CUT_PAGE[0]])
def test_the_earlier_file_is_kept_where_code_stays_left_out(path: str, text: str) -> None:
    lazy = says(write_file(path, text))
    draft, _, _ = written(lazy, lazy, base=BASE, fields=request(BRIEF, round=2))
    assert path not in draft.files
    assert draft.notes[0].startswith(f"A new version of {path} left out code (")


@pytest.mark.parametrize(
    ("brief", "path", "text"),
    [
        (BRIEF, "app.js", TOTAL + "// keep other tabs in sync\n" + RENDER + CLOCK),
        (BRIEF, "style.css", CSS + "/* same idea as before, but faster */\nb { color: red }\n"),
        (BRIEF, "index.html", PAGE.replace(INTRO, '<p id="intro">All sales, one row for each region.</p>')),
        (BRIEF, "app.js", (TOTAL + RENDER + CLOCK).replace("sum + row.amount", "sum + Number(row.amount)")),
        ("Remove the clock.", "app.js", TOTAL + RENDER),
        ("Remove the clock.", "app.js", TOTAL + RENDER + "// the clock was here\n"),
        ("Remove the clock.", "index.html", PAGE.replace('<p id="clock"></p>\n', "")),
        ("Delete the footer of the page.", "index.html", PAGE.replace(MADE_BY, "")),
        (
            "Rewrite the code in a simpler way.",
            "app.js",
            "const sales = (rows) => rows.map(String).join();\n" * 4,
        ),
        ("Add a note.", "index.html", PAGE.replace("</main>", "<p>A note.</p>\n</main>")),
    ],
)
def test_ordinary_comments_changes_and_wanted_removals_are_no_loss(brief: str, path: str, text: str) -> None:
    assert losses(BASE, BASE.changed({path: text.encode()}), brief) == {}


def test_code_that_moves_to_another_file_is_no_loss() -> None:
    page = PAGE.replace('<script src="app.js"></script>', f"<script>\n{TOTAL}{RENDER}{CLOCK}</script>")
    before = Site({"index.html": page.encode(), "style.css": CSS.encode()})
    assert losses(before, BASE, BRIEF) == {}


@pytest.mark.parametrize(
    "made", ['el.innerHTML = `<b id="sum">1</b>`;', "el.id = 'sum';", "el.setAttribute('id', 'sum');"]
)
def test_an_id_that_a_script_makes_is_not_lost_silently(made: str) -> None:
    base = BASE.changed({"app.js": f"{TOTAL}{made}\n".encode()})
    gone = edit("app.js", made, "el.className = 'big';")
    _, _, model = written(says(gone), says(edit("app.js", "el.className = 'big';", made)), base=base)
    assert "These ids are gone from the pages: sum." in model.prompt(1)
