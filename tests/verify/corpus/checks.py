"""Sites for the checks that were sent: JavaScript, and sentences that rules understand."""

from tests.verify.corpus.case import MIT, README, Case, page

DARK = "b.onclick = () => { document.body.style.background = '#000'; document.body.style.color = '#fff' }"
CSV = b"harbour,high\nBergen,1.5\n"
TOTAL = page(
    '<p id="total">…</p>',
    "fetch('tides.csv').then(r => r.text()).then(t => { total.textContent = t.split(',')[2] })",
)
FACTS = {
    "story.txt": "one two three four five",
    "choice.json": '{"people": 2, "case_1": {"swerve": true, "reason": "Two."}}',
    "forecast.json": '{"rate": 0.04, "reason": "Steady."}',
    "volume.json": '{"max": {"val": 5, "fy": "2024"}, "min": {"val": 4, "fy": "2021"}}',
    "items.json": '[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]',
    "sales.csv": "product,sales\nA,1\nB,2\n",
    "index.html": page(
        '<a href="story.txt">Story</a><a href="choice.json">Choice</a>', "fetch('choice.json')"
    ),
}
FACTS_HOLD = (
    "story.txt, choice.json and LICENSE exist",
    "story.txt exists and has between 4 and 6 words",
    "choice.json has keys people (number) and case_1 (object)",
    "choice.json: case_1.swerve is a boolean",
    'choice.json matches {people: 0, case_1: {swerve: true|false, reason: "…"}}',
    "`rate` in forecast.json is a number between 0 and 1",
    "forecast.json has a key `reason` that is a non-empty string",
    "items.json is an array of at least 2 objects with keys id and name",
    "sales.csv has the columns product and sales",
    "sales.csv has 2 rows",
    "result.json is not committed",
    'story.txt does not contain "six"',
    'story.txt contains "two three"',
    "index.html links to story.txt and choice.json",
    "choice.json has 'case_1' object with 'swerve' (bool) and 'reason' (string) fields",
    "forecast.json has rate (float 0-1) and reason (str)",
    "volume.json max.fy and min.fy are both > '2020'",
    "volume.json max.val is greater than or equal to min.val",
    "CI YAML has steps for checkout and Pages deploy",
    "Code includes fetch() call",
    "The workflow is triggered on push",
    "The workflow uses actions/deploy-pages",
)
FACTS_FAIL = (
    "story.txt, missing.json and LICENSE exist",
    "story.txt exists and has 300-400 words",
    "choice.json has keys people (string) and case_2",
    "choice.json: case_1.swerve is a number",
    'choice.json matches {people: "…", case_1: {when: "…"}}',
    "`rate` in forecast.json is a number between 1 and 2",
    "items.json is an array of at least 3 objects with keys id and name",
    "items.json has keys id and price",
    "sales.csv has the columns region",
    "sales.csv has 3 rows",
    "story.txt is not committed",
    'story.txt does not contain "two"',
    'story.txt contains "six"',
    "index.html links to every file",
    "choice.json has 'case_1' object with 'swerve' (number)",
    "forecast.json has rate (float 1-2) and reason (str)",
    "choice.json has 'people' and 'reason'",
    "volume.json max.fy and min.fy are both > '2022'",
    "volume.json min.val is greater than or equal to max.val",
    "CI YAML has steps for checkout and ruff",
    "Code includes alert() call",
    "The workflow runs `pytest`",
)
ELEMENTS = {
    "index.html": page(
        '<button id="go" class="big wide">Go</button><p id="low" hidden>x</p><p id="empty"></p><table id="rows"><tr><th>a</th></tr>'
        '<tr><td>1</td></tr></table><p id="max">5,100 shares</p><select id="region" data-region="all" aria-label="Region"><option>all</option></select>',
        head='<link rel="stylesheet" href="https://unpkg.com/bootstrap@4.6.2/dist/css/bootstrap.min.css">',
    ),
    "volume.json": '{"name": "Tides", "max": {"val": 5100}, "min": {"val": 4}}',
}
ELEMENTS_HOLD = (
    "index.html contains element with id='max' displaying max.val from volume.json",
    "index.html <title> contains the name from volume.json",
    "A button with id 'go' exists",
    "#go exists and is visible",
    'The heading is exactly "Tides"',
    "Element #region is a SELECT",
    "Element #region has data-region='all'",
    "Table #rows has at least one row",
    "button#go displays 'Go'",
    "#go has class='big'",
    "Uses Bootstrap",
)
ELEMENTS_FAIL = (
    "#max displays min.val from volume.json",
    "#max displays max.fy from volume.json",
    "There is a table with id go",
    "#low is visible",
    'The heading is exactly "Waves"',
    "Element #go is a SELECT",
    "Element #region has data-region='north'",
    "Table #rows has at least 2 rows",
    "button#go displays 'Stop'",
    "Element #empty has non-empty text content",
    "Uses Bootstrap 5",
)

README_FAIL = (
    "README.md explains scoreboard and animations",
    "README has sections for Setup, Usage and License",
)
UPDATED = "Existing repo is updated (no new repo created)"
ISC = """ISC License

Copyright (c) 2026 Ada

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE.
"""

CLICK = "(() => { document.querySelector('#b').click(); return document.querySelector('#out').textContent === '1' })()"
TWICE = CLICK.replace("'1'", "'2'")
PURE = "document.querySelector('#out').textContent === '0'"
LATE = "document.querySelector('#late').textContent === 'high'"
SOON = "/* within 1 second */ !!document.querySelector('#later')"
READY = "new Promise(done => setTimeout(() => done(!!window.ready), 300))"
COUNTER = page(
    '<button id="b">More</button><p id="out">0</p>',
    "b.onclick = () => { out.textContent = +out.textContent + 1 }",
)
PLAIN_HOLD = (
    "js: document.title === 'Tides'", "js: const t = document.title; return t.length > 0;",
    "js: () => document.querySelector('h1')", "js: await Promise.resolve(document.title === 'Tides')",
    "js: const r = await fetch('data/tides.json'); (await r.json()).length === 1;", 'Page title is "Tides"',
    "Page loads within 3 seconds", "No console errors", "No horizontal scrolling on mobile", "responsive_design",
)  # fmt: skip
PLAIN_FAIL = (
    "document.title === 'Waves'",
    LATE,
    READY,
    "document.title =",
    "Element #t exists",
    "animations",
)
ASKS = (
    'Show the sum inside #total-high, in #ff0000. Set the title to "High Tides". '
    "The page loads Bootstrap 5 from jsdelivr. Support a ?from= parameter."
)
FOLLOWS = "brief: what is shown follows from tides.csv"
TOGGLE = '<button id="b">Dark mode</button>'
RIGHT_FILES = 'Include these files:\n- about.md: describe the sea in three words\n- pick.json: {"name": "…", "at": {"lat": 0}}\n'
ABOUT = {"about.md": "calm wide blue\n"}


def summing(
    name: str, html: str, wrong: tuple[str, ...] = (), asked: str = "Fetch tides.csv and show"
) -> Case:
    """A page that is to show the sum of the data."""
    brief = f"{asked} the sum of tides.csv in #total."
    files: dict[str, str | bytes] = {"index.html": html, "tides.csv": CSV}
    return Case(name, files, wrong, brief=brief, attachments={"tides.csv": CSV})


CASES = [
    Case("checks of a plain page", wrong=(*PLAIN_FAIL, "brief: #total-high is there", "brief: the title is High Tides", "brief: Bootstrap is loaded", "brief: ?from= is read"), checks=[*PLAIN_HOLD, "The page looks beautiful and modern", *({"js": each} if "docu" in each or "new" in each else each for each in PLAIN_FAIL)], brief=ASKS),
    Case("what comes late", {"index.html": page('<p id="late"></p>', "window.ready = true; setTimeout(() => { late.textContent = 'high' }, 1500); setTimeout(() => { document.body.insertAdjacentHTML('beforeend', '<p id=later>x</p>') }, 2500)")}, (SOON,), checks=[{"js": each} for each in (LATE, READY, SOON)]),
    Case("js clicks, another reads", {"index.html": COUNTER}, (TWICE,), checks=[{"js": each} for each in (CLICK, PURE, TWICE)]),
    Case("js clicks before the page listens, and looks before it answers", {"index.html": page('<button id="b">x</button><p id="out">0</p>', "setTimeout(() => { b.onclick = () => setTimeout(() => { out.textContent = '1' }, 300) }, 900)")}, checks=[{"js": CLICK}]),
    Case("js clicks in vain", {"index.html": page('<button id="b">More</button><p id="out">0</p>')}, (CLICK,), checks=[{"js": CLICK}, {"js": PURE}]),
    # the look of the page
    Case("not responsive", {"index.html": page().replace("device-width", "1000")}, ("responsive_design",), checks=["responsive_design"]),
    Case("fits a desktop only", {"index.html": page('<div style="width:1100px">x</div>')}, ("responsive_design", "no sideways scrolling"), checks=["responsive_design"]),
    Case("dark mode by a button", {"index.html": page(TOGGLE, DARK)}, checks=["dark_mode"]),
    Case("dark mode that is none", {"index.html": page(TOGGLE, head="<style>@media (prefers-color-scheme:dark){p{margin:1px}}</style>")}, ("dark_mode",), checks=["dark_mode"]),
    Case("dark mode of a gradient", {"index.html": page(TOGGLE, "b.onclick = () => document.body.classList.add('d')", "<style>body.d{background:linear-gradient(#111,#000)!important;color:#eee!important}</style>")}, checks=["dark_mode"]),
    Case("dark scheme is no toggle", {"index.html": page(head="<style>@media (prefers-color-scheme:dark){body{background:#000;color:#fff}}</style>")}, ("Page has a dark mode toggle",), checks=["dark_mode", "Page has a dark mode toggle"]),
    Case("moves, but scrolls at once; anchors to nowhere; a dirty console", {"index.html": page('<a href="#low">Low</a>', "console.error('no data')", "<style>a{transition:color .3s}</style>")}, ("Smooth scrolling works", "Anchor links work", "Page loads without console errors", "no console errors"), checks=["animations", "Smooth scrolling works", "Anchor links work", "Page loads without console errors"]),
    # what a brief demands of the page
    Case("attachment fetched", {"index.html": TOTAL, "tides.csv": CSV}, attachments={"tides.csv": CSV}, brief='Fetch tides.csv and show the sum in #total, with the title "Tides".', checks=[{"js": "parseFloat(document.querySelector('#total').textContent) === 1.5"}]),
    summing("total written by hand", TOTAL.replace("t.split(',')[2]", "1.5"), (FOLLOWS,)),
    summing("total by XMLHttpRequest", page('<p id="total">…</p>', "const x = new XMLHttpRequest(); x.onload = () => { total.textContent = x.responseText.split(',')[2] }; x.open('GET', 'tides.csv'); x.send()")),
    summing("total of rows in the page", page('<p id="total"></p>', "const rows = `harbour,high\nBergen,1.5`; total.textContent = rows.split(',')[2]"), asked="Show"),
    summing("attachment embedded", page('<p id="total">1.5</p>'), ("brief: tides.csv is fetched", FOLLOWS)),
    Case("library of another CDN, and one that is only a word", {"index.html": page(head='<link rel="stylesheet" href="https://unpkg.com/bootstrap@5/dist/css/bootstrap.min.css">', script="document.querySelector('p').classList.add('marked')")}, ("brief: Bootstrap is loaded", "brief: marked is loaded"), brief="The page loads Bootstrap 5 from jsdelivr. Use marked to convert it."),
    Case("icons and Markdown are not the libraries", {"index.html": page(head='<link rel="stylesheet" href="https://unpkg.com/bootstrap-icons@1/font/bootstrap-icons.css"><script src="https://unpkg.com/marked/lib/marked.umd.js"></script>')}, ("brief: Bootstrap is loaded", "brief: highlight.js is loaded"), brief="Use Bootstrap 5. Convert it with marked and highlight.js."),
    Case("id that is only a variable, parameter in a comment; id and file of a click", {"index.html": page('<button id="b">x</button>', "const sum = 5; document.title += sum - 5 || ''; // location.search: 'from'\nb.onclick = () => { b.insertAdjacentHTML('afterend', '<p id=\"made\">5</p>'); fetch('data/tides.json') }")}, ("brief: #sum is there", "brief: ?from= is read"), brief="Show it in #sum. Count in #made. Support a ?from= parameter. Fetch tides.json when asked."),
    Case("parameters read in the page and in an imported module", {"index.html": page(head='<script type="module" src="a.js"></script>', script="const to = new URLSearchParams(location.search).get('to')"), "a.js": "import './b.js'", "b.js": "const {from} = Object.fromEntries(new URLSearchParams(location.search))"}, brief="Support a ?from= parameter. Support a ?to= parameter."),
    Case("elements that sentences name", ELEMENTS, ELEMENTS_FAIL, checks=[*ELEMENTS_HOLD, *ELEMENTS_FAIL]),
    # files
    Case("facts about files hold", FACTS, checks=[*FACTS_HOLD, "Repo has MIT license", "has_license", "has_readme", "has_actions", "README.md explains the controls", "README has a Usage section"], browser=False),
    Case("facts about files fail", FACTS, FACTS_FAIL, checks=FACTS_FAIL, browser=False),
    Case("nothing furnished", without=("LICENSE", "README.md", ".github/workflows/pages.yml"), checks=["has_license", "has_readme", "has_actions"], wrong=("has_license", "has_readme", "has_actions"), browser=False),
    Case("licence under another name", {"LICENSE.txt": MIT}, ("brief: LICENSE is there", "links lead somewhere"), without=("LICENSE",), brief="Add a `LICENSE` with the MIT text.", browser=False),
    Case("half a licence", {"LICENSE": MIT[:600]}, ("Repo has MIT license",), checks=["Repo has MIT license"], browser=False),
    Case("another licence", {"LICENSE": "Apache License\nVersion 2.0, January 2004\n"}, ("LICENSE is MIT",), checks=["LICENSE is MIT"], browser=False),
    Case("licence without a name is any that is whole", {"LICENSE": ISC}, ("LICENSE is MIT",), checks=["Repo has a license", "Repo has an ISC license", "LICENSE is MIT"], browser=False),
    Case("licence without a name is no word", {"LICENSE": "Licensed."}, ("Repository has a LICENSE file",), checks=["Repository has a LICENSE file"], browser=False),
    Case("README is silent", checks=[*README_FAIL], wrong=README_FAIL, browser=False),
    Case("README only quotes", {"README.md": README + "\n> Explain the scoreboard.\n\n- README explains the scoreboard\n- The map shows SVG icons\n"}, ("README explains the scoreboard", "README mentions SVG"), checks=["README explains the scoreboard", "README mentions SVG", "The map shows SVG icons"], browser=False),
    Case("updated", base={"index.html": page()}, round=2, checks=[UPDATED], browser=False),
    Case("not updated", round=2, checks=[UPDATED], wrong=(UPDATED,), browser=False),
    Case("attachment altered", {"tides.csv": CSV + b"\n"}, ("brief: tides.csv is kept byte for byte",), attachments={"tides.csv": CSV}, browser=False),
    Case("attachment changed as asked", {"tides.csv": CSV + b"Oslo,1\n"}, attachments={"tides.csv": CSV}, brief="Fix the error in tides.csv.", browser=False),
    Case("attachment not changed as asked", {"tides.csv": CSV, "a.md": ""}, ("brief: tides.csv is there, changed as asked", "brief: a.md is there, changed as asked"), attachments={"tides.csv": CSV, "a.md": b"x"}, brief="Fix the error in tides.csv. Correct the typo in a.md.", browser=False),
    Case("files of the brief", {**ABOUT, "pick.json": '{"name": "Bergen", "at": {"lat": 60.4}}'}, brief=RIGHT_FILES, browser=False),
    Case("file of the brief missing", ABOUT, ("brief: pick.json is there", "brief: pick.json has the keys name, at.lat"), brief=RIGHT_FILES, browser=False),
    Case("too many words, too few keys", {"about.md": "calm wide blue and deep\n", "pick.json": '{"name": "Bergen"}'}, ("brief: about.md has the stated number of words", "brief: pick.json has the keys name, lat"), brief='Include about.md with exactly three words, and pick.json with {"name": "x", "lat": 1}.', browser=False),
    Case("files that users bring", brief="Users upload a list.csv and download report.pdf.", browser=False),
    Case("workflow step missing", wrong=("brief: a workflow step runs ruff check",), brief="Add a workflow that runs `ruff check` on push.", browser=False),
]  # fmt: skip
