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

ISC = """ISC License

Copyright (c) 2026 Ada

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE.
"""

TITLE = {"js": "document.title === 'Tides'"}
LATE = {"js": "document.querySelector('#late').textContent === 'high'"}
CLICK = {
    "js": "(() => { document.querySelector('#b').click(); return document.querySelector('#out').textContent === '1' })()"
}
TWICE = {"js": CLICK["js"].replace("'1'", "'2'")}
PURE = {"js": "document.querySelector('#out').textContent === '0'"}
PROMISE = {"js": "new Promise(done => setTimeout(() => done(!!window.ready), 300))"}
COUNTER = page(
    '<button id="b">More</button><p id="out">0</p>',
    "b.onclick = () => { out.textContent = +out.textContent + 1 }",
)
SOON = {"js": "/* within 1 second */ !!document.querySelector('#late')"}

CASES = [
    Case("js holds", checks=[TITLE]),
    Case("js is false", {"index.html": page(title="Waves")}, (TITLE["js"],), checks=[TITLE]),
    Case("js throws", checks=[LATE], wrong=(LATE["js"],)),
    Case("js holds later", {"index.html": page('<p id="late"></p>', "setTimeout(() => { late.textContent = 'high' }, 1500)")}, checks=[LATE]),
    Case("js clicks, another reads", {"index.html": COUNTER}, checks=[CLICK, PURE]),
    Case("js is true after a second click only", {"index.html": COUNTER}, (TWICE["js"],), checks=[TWICE]),
    Case("js clicks before the page listens, and looks before it answers", {"index.html": page('<button id="b">x</button><p id="out">0</p>', "setTimeout(() => { b.onclick = () => setTimeout(() => { out.textContent = '1' }, 300) }, 900)")}, checks=[CLICK]),
    Case("js clicks in vain", {"index.html": page('<button id="b">More</button><p id="out">0</p>')}, (CLICK["js"],), checks=[CLICK, PURE]),
    Case("js promises", {"index.html": page(script="window.ready = true")}, checks=[PROMISE]),
    Case("js promises in vain", checks=[PROMISE], wrong=(PROMISE["js"],)),
    Case("js in statements", checks=[{"js": "const t = document.title; return t.length > 0;"}]),
    Case("js as a function", checks=[{"js": "() => document.querySelector('h1')"}]),
    Case("js that is no JavaScript", checks=[{"js": "document.title ="}], wrong=("document.title =",)),
    Case("js too late for its time", {"index.html": page(script="setTimeout(() => { document.body.innerHTML += '<p id=late>x</p>' }, 2500)")}, (SOON["js"],), checks=[SOON]),
    Case("js awaits", checks=[{"js": "await Promise.resolve(document.title === 'Tides')"}]),
    Case("js awaits in statements", checks=[{"js": "const r = await fetch('data/tides.json'); (await r.json()).length === 1;"}]),
    Case("js meets an error in the page's answer", {"index.html": page('<button id="b">x</button>', "b.onclick = () => { nowhere() }")}, ("no uncaught errors",), checks=[{"js": "(document.querySelector('#b').click(), true)"}]),
    Case("licence", checks=["Repo has MIT license", "has_license"], browser=False),
    Case("no licence", without=("LICENSE",), checks=["has_license"], wrong=("has_license", "links lead somewhere"), browser=False),
    Case("half a licence", {"LICENSE": MIT[:600]}, ("Repo has MIT license",), checks=["Repo has MIT license"], browser=False),
    Case("another licence", {"LICENSE": "Apache License\nVersion 2.0, January 2004\n"}, ("LICENSE is MIT",), checks=["LICENSE is MIT"], browser=False),
    Case("licence without a name is any that is whole", {"LICENSE": ISC}, ("LICENSE is MIT",), checks=["Repo has a license", "Repo has an ISC license", "LICENSE is MIT"], browser=False),
    Case("licence without a name is no word", {"LICENSE": "Licensed."}, ("Repository has a LICENSE file",), checks=["Repository has a LICENSE file"], browser=False),
    Case("README tells", checks=["README.md explains the controls", "has_readme", "README has a Usage section"], browser=False),
    Case("README is silent", checks=["README.md explains scoreboard and animations"], wrong=("README.md explains scoreboard and animations",), browser=False),
    Case("README only quotes", {"README.md": README + "\n> Explain the scoreboard.\n\n- README explains the scoreboard\n"}, ("README explains the scoreboard",), checks=["README explains the scoreboard"], browser=False),
    Case("README lacks a section", checks=["README has sections for Setup, Usage and License"], wrong=("README has sections for Setup, Usage and License",), browser=False),
    Case("no README", without=("README.md",), checks=["has_readme"], wrong=("has_readme",), browser=False),
    Case("workflow there", checks=["has_actions"], browser=False),
    Case("workflow not there", without=(".github/workflows/pages.yml",), checks=["has_actions"], wrong=("has_actions",), browser=False),
    Case("file there", checks=["data/tides.json exists"], browser=False),
    Case("file not there", checks=["Repo contains about.md"], wrong=("Repo contains about.md",), browser=False),
    Case("updated", base={"index.html": page()}, round=2, checks=["Existing repo is updated (no new repo created)"], browser=False),
    Case("not updated", round=2, checks=["Existing repo is updated (no new repo created)"], wrong=("Existing repo is updated (no new repo created)",), browser=False),
    Case("title sentence", checks=['Page title is "Tides"', "Element #t exists"], wrong=("Element #t exists",)),
    Case("responsive", checks=["responsive_design"]),
    Case("not responsive", {"index.html": page().replace("device-width", "1000")}, ("responsive_design",), checks=["responsive_design"]),
    Case("dark mode by a button", {"index.html": page('<button id="b">Dark mode</button>', DARK)}, checks=["dark_mode"]),
    Case("dark mode that is none", {"index.html": page('<button id="b">Dark mode</button>')}, ("dark_mode",), checks=["dark_mode"]),
    Case("dark mode of a gradient", {"index.html": page('<button id="b">Dark</button>', "b.onclick = () => document.body.classList.add('d')", "<style>body.d{background:linear-gradient(#111,#000)!important;color:#eee!important}</style>")}, checks=["dark_mode"]),
    Case("dark scheme is no toggle", {"index.html": page(head="<style>@media (prefers-color-scheme:dark){body{background:#000;color:#fff}}</style>")}, ("Page has a dark mode toggle",), checks=["dark_mode", "Page has a dark mode toggle"]),
    Case("dark scheme without colours", {"index.html": page(head="<style>@media (prefers-color-scheme:dark){p{margin:1px}}</style>")}, ("dark_mode",), checks=["dark_mode"]),
    Case("fits a desktop only", {"index.html": page('<div style="width:1100px">x</div>')}, ("responsive_design", "no sideways scrolling"), checks=["responsive_design"]),
    Case("moves, but scrolls at once", {"index.html": page(head="<style>a{transition:color .3s}</style>")}, ("Smooth scrolling works",), checks=["Smooth scrolling works"]),
    Case("animations", {"index.html": page(head="<style>a{transition:color .3s}</style>")}, checks=["animations"]),
    Case("no animations", checks=["animations"], wrong=("animations",)),
    Case("attachment fetched", {"index.html": TOTAL, "tides.csv": CSV}, attachments={"tides.csv": CSV}, brief='Fetch tides.csv and show the sum in #total, with the title "Tides".', checks=[{"js": "parseFloat(document.querySelector('#total').textContent) === 1.5"}]),
    Case("total written by hand", {"index.html": TOTAL.replace("t.split(',')[2]", "1.5"), "tides.csv": CSV}, ("brief: what is shown follows from tides.csv",), attachments={"tides.csv": CSV}, brief="Fetch tides.csv and show the sum in #total."),
    Case("total by XMLHttpRequest", {"index.html": page('<p id="total">…</p>', "const x = new XMLHttpRequest(); x.onload = () => { total.textContent = x.responseText.split(',')[2] }; x.open('GET', 'tides.csv'); x.send()"), "tides.csv": CSV}, attachments={"tides.csv": CSV}, brief="Fetch tides.csv and show the sum in #total."),
    Case("total of rows in the page", {"index.html": page('<p id="total"></p>', "const rows = `harbour,high\nBergen,1.5`; total.textContent = rows.split(',')[2]"), "tides.csv": CSV}, attachments={"tides.csv": CSV}, brief="Show the sum of tides.csv in #total."),
    Case("attachment altered", {"tides.csv": CSV + b"\n"}, ("brief: tides.csv is kept byte for byte",), attachments={"tides.csv": CSV}, browser=False),
    Case("attachment embedded", {"index.html": page('<p id="total">1.5</p>'), "tides.csv": CSV}, ("brief: tides.csv is fetched", "brief: what is shown follows from tides.csv"), attachments={"tides.csv": CSV}, brief="Fetch tides.csv and show the sum in #total."),
    Case("id of the brief missing", wrong=("brief: #total-high is there",), brief="Show the sum inside #total-high, in #ff0000."),
    Case("title of the brief missed", wrong=("brief: the title is High Tides",), brief='Set the title to "High Tides".'),
    Case("library missing", wrong=("brief: Bootstrap is loaded",), brief="The page loads Bootstrap 5 from jsdelivr."),
    Case("library of another CDN", {"index.html": page(head='<link rel="stylesheet" href="https://unpkg.com/bootstrap@5/dist/css/bootstrap.min.css">')}, ("brief: Bootstrap is loaded",), brief="The page loads Bootstrap 5 from jsdelivr."),
    Case("library that is only a word", {"index.html": page(script="document.querySelector('p').classList.add('marked')")}, ("brief: marked is loaded",), brief="Use marked to convert it."),
    Case("icons are not the library", {"index.html": page(head='<link rel="stylesheet" href="https://unpkg.com/bootstrap-icons@1/font/bootstrap-icons.css">')}, ("brief: Bootstrap is loaded",), brief="Use Bootstrap 5."),
    Case("library of Markdown and highlighting", {"index.html": page(head='<script src="https://unpkg.com/marked/lib/marked.umd.js"></script>')}, ("brief: highlight.js is loaded",), brief="Convert it with marked and highlight.js."),
    Case("id that is only a variable", {"index.html": page(script="const sum = 5; document.title += sum - 5 || ''")}, ("brief: #sum is there",), brief="Show it in #sum."),
    Case("id that a click makes", {"index.html": page('<button id="b">x</button>', "b.onclick = () => b.insertAdjacentHTML('afterend', '<p id=\"sum\">5</p>')")}, brief="Show it in #sum."),
    Case("fetched on a click", {"index.html": page('<button id="b">Load</button>', "b.onclick = () => fetch('data/tides.json')")}, brief="Fetch tides.json when asked."),
    Case("parameter in a comment", {"index.html": page(script="// location.search: 'from'")}, ("brief: ?from= is read",), brief="Support a ?from= parameter."),
    Case("parameter in an imported module", {"index.html": page(head='<script type="module" src="a.js"></script>'), "a.js": "import './b.js'", "b.js": "const {from} = Object.fromEntries(new URLSearchParams(location.search))"}, brief="Support a ?from= parameter."),
    Case("parameter read", {"index.html": page(script="const from = new URLSearchParams(location.search).get('from')")}, brief="Support a ?from= parameter."),
    Case("parameter ignored", wrong=("brief: ?from= is read",), brief="Support a ?from= parameter."),
    Case("files of the brief", {"about.md": "calm wide blue\n", "pick.json": '{"name": "Bergen", "at": {"lat": 60.4}}'}, brief='Include these files:\n- about.md: describe the sea in three words\n- pick.json: {"name": "…", "at": {"lat": 0}}\n', browser=False),
    Case("file of the brief missing", {"about.md": "calm wide blue\n"}, ("brief: pick.json is there", "brief: pick.json has the keys name, at.lat"), brief='Include these files:\n- about.md: describe the sea in three words\n- pick.json: {"name": "…", "at": {"lat": 0}}\n', browser=False),
    Case("too many words", {"about.md": "calm wide blue and deep\n"}, ("brief: about.md has the stated number of words",), brief="Include about.md with exactly three words.", browser=False),
    Case("keys missing", {"pick.json": '{"name": "Bergen"}'}, ("brief: pick.json has the keys name, lat",), brief='Include pick.json with {"name": "x", "lat": 1}.', browser=False),
    Case("files that users bring", brief="Users upload a list.csv and download report.pdf.", browser=False),
    Case("workflow step missing", wrong=("brief: a workflow step runs ruff check",), brief="Add a workflow that runs `ruff check` on push.", browser=False),
    Case("facts about files hold", FACTS, checks=FACTS_HOLD, browser=False),
    Case("facts about files fail", FACTS, FACTS_FAIL, checks=FACTS_FAIL, browser=False),
    Case("README repeats another check", {"README.md": README + "\n- The map shows SVG icons\n"}, ("README mentions SVG",), checks=["README mentions SVG", "The map shows SVG icons"], browser=False),
    Case("licence under another name", {"LICENSE.txt": MIT}, ("brief: LICENSE is there", "links lead somewhere"), without=("LICENSE",), brief="Add a `LICENSE` with the MIT text.", browser=False),
    Case("anchors to nowhere", {"index.html": page('<a href="#low">Low</a>')}, ("Anchor links work",), checks=["Anchor links work"]),
    Case("loads quickly", checks=["Page loads within 3 seconds"]),
    Case("console kept clean", checks=["No console errors", "No horizontal scrolling on mobile"]),
    Case(
        "console asked for and dirty",
        {"index.html": page(script="console.error('no data')")},
        ("no console errors", "Page loads without console errors"),
        checks=["Page loads without console errors"],
    ),
    Case("elements that sentences name", ELEMENTS, ELEMENTS_FAIL, checks=[*ELEMENTS_HOLD, *ELEMENTS_FAIL]),
    Case("taste does not count", checks=["The page looks beautiful and modern"]),
]  # fmt: skip
