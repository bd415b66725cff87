"""What a brief demands in so many words, and what it only speaks of or refuses."""

import pytest

from orchestrator.records import Kind, Status
from orchestrator.records.site import Site
from orchestrator.verify.baseline import judge_files
from orchestrator.verify.demands.brief import brief_demands, superseded
from orchestrator.verify.demands.file_names import wanted_files
from orchestrator.verify.plan.check_types import PageScript, PlannedCheck
from orchestrator.verify.rules.rule import Context

DATA = b"a,b\n1,2\n"
LIVE = """Publish a site with these files:

- `ashore.txt`: a 300-400 word story
- `dilemma.json`: what would you do? Structure:

  { people: 2, case_1: { swerve: true|false, reason: "..." },
    case_2: {swerve: false, reason: "…"} }

- about.md: describe yourself in three words
- `gull.svg`: an image
  of a gull on a bicycle
- cafe.json {"city": "Pune", "lat": 18.5, "name": "…"}
- LICENSE: MIT
- .github/workflows/ci.yml
- uid.txt: save the attachment as is
"""


def demanded(brief: str, **attachments: bytes) -> list[str]:
    files = {name.replace("_", "."): content for name, content in attachments.items()}
    found = brief_demands(Context(brief, 1, files))
    return [planned.check.removeprefix("brief: ") for planned in found]


@pytest.mark.parametrize(
    ("brief", "demands"),
    [
        ("Load marked and use highlight.js via unpkg.", ["marked is loaded", "highlight.js is loaded"]),
        ("Colour it #fff or #c0ffee, see page.html#top and issue #12.", []),
        ("The repo must contain data.json and notes.txt.", ["data.json is there", "notes.txt is there"]),
        ("Users can export their.csv.", []),
        ("Fetch https://x.example/a.json and show it.", []),
        ("Titled 'Sea' and read ?at=.", ["the title is Sea", "?at= is read"]),
        ("Include story.md with 300-400 words.",
         ["story.md is there", "story.md has the stated number of words"]),
        ("Use Chart.js and marked. Do not use jQuery, React or Vue.",
         ["Chart.js is loaded", "marked is loaded"]),
        ("Without using Bootstrap, build a grid and add #cells.", ["#cells is there"]),
        ("Rename #old to #new.", ["#new is there"]),
        ("Replace Bootstrap with Tailwind CSS.", ["Tailwind is loaded"]),
        ('The title must not be "Document".', []),
        ("Do not include config.json but add data.json.", ["data.json is there"]),
        ("Add a page about.html and remove old.html.", ["about.html is there"]),
        ('Show a chart titled "Sales", and cards with a title like "One".', []),
        ('The title of the map should be "Sea". Use title="Go" on the button.', []),
        ("Link to https://sea.example/find?q=tides and tag it with hashtags such as #sea.", []),
        ("the `<title>` and `<h1>` must include the name", []),
        ('Title each card with "Product"', []),
        ("Use title \"My 'best' shop\".", ["the title is My 'best' shop"]),
        ("The page title must contain `Sales`.", ["the title contains Sales"]),
        ("Set `<title>Sea Tides</title>`.", ["the title is Sea Tides"]),
        ("Do not commit result.json", ["result.json is not committed"]),
        ("Run it and write result.json (do not commit it). result.json must not be committed.",
         ["result.json is not committed"]),
        ("Make out.json in CI and publish it; do not commit it. data.json must never be committed.",
         ["out.json is not committed", "data.json is not committed"]),
        ("Do not commit:\n- result.json\n- cache.csv\n",
         ["result.json is not committed", "cache.csv is not committed"]),
        ("pick.json: fill in {rate: float (0-1, e.g. 0.04), reason: str}",
         ["pick.json is there", "pick.json has the keys rate, reason"]),
        ("Fill car.json with {swerve: bool}, case_2: {swerve: bool}", ["car.json is there"]),
        ("Add a workflow .github/workflows/ci.yml that:\n  - Runs: ruff check\nBy hand:\n- Run: npm i",
         [".github/workflows/ci.yml is there", "a workflow step runs ruff check"]),
        ("Do not modify data.csv. Show its rows.", ["data.csv is there"]),
        ("Save the totals as totals.json.", ["totals.json is there"]),
        ("A button lets users save the drawing as drawing.png.", []),
        ("Add `LICENSE` with MIT text.", ["LICENSE is there"]),
        ("Add an h1 with id entity-name.", ["h1#entity-name is there"]),
        ("Show it in h1#entity-name.", ["h1#entity-name is there"]),
        ("Use <span id='max-value'> for it.", ["span#max-value is there"]),
        ("The form has id=`github-user-x1`.", ["#github-user-x1 is there"]),
        ('Elements with the ids "low", "mid" and "high".',
         ["#low is there", "#mid is there", "#high is there"]),
        ("Each product has an id and a name.", []),
        ('Use `fetch("data.json")` to read it.', ["data.json is there", "data.json is fetched"]),
        ("Load data.json with fetch.", ["data.json is there", "data.json is fetched"]),
        ('Commit items.json: a list like [{id: 1, tags: ["…"]}].',
         ["items.json is there", "items.json has the keys [].id, [].tags[]"]),
        ("Add a workflow that runs `ruff check` on push.", ["a workflow step runs ruff check"]),
        ("Use QRCode.js library, and Foo.js from a CDN, with app.js.", ["app.js is there"]),
        ("A page with three tabs named Soil, Water, Light.", []),
        ("Uses three columns with marked edges, and loads d3, Papaparse and three.js.",
         ["d3 is loaded", "Papaparse is loaded", "three.js is loaded"]),
        ("It asks `api/stations/CODE.json` or `api/:id.json`, `api/<code>.json` for the code typed.", []),
        ("The CI must not run `npm install`.", []),
    ],
)  # fmt: skip
def test_what_a_brief_demands(brief: str, demands: list[str]) -> None:
    assert demanded(brief) == demands


def test_a_brief_that_converts_one_attachment_still_wants_another_one_changed() -> None:
    brief = "- Commit a.py after fixing the error in it.\n- Convert b.xlsx to b.csv and commit it."
    assert demanded(brief, a_py=b"1", b_xlsx=b"PK") == [
        "a.py is there, changed as asked",
        "b.csv has the rows of b.xlsx",
        "b.csv is there",
    ]


def test_a_list_of_files_with_shapes_wrapped_lines_and_blank_lines_is_read_whole() -> None:
    assert demanded(LIVE, uid_txt=b"1") == [
        "uid.txt is kept byte for byte",
        "ashore.txt is there",
        "ashore.txt has the stated number of words",
        "dilemma.json is there",
        "dilemma.json has the keys people, case_1.swerve, case_1.reason, case_2.swerve, case_2.reason",
        "about.md is there",
        "about.md has the stated number of words",
        "gull.svg is there",
        "cafe.json is there",
        "cafe.json has the keys city, lat, name",
        "LICENSE is there",
        ".github/workflows/ci.yml is there",
    ]


@pytest.mark.parametrize(
    ("texts", "files"),
    [
        (("Commit a.py after fixing it.", "typeof x"), ("a.py",)),
        (("Show data.csv.", "document.querySelector(\"script[src*='chart.js']\")"), ("data.csv",)),
        (("Add b.txt.", "b.txt is not committed"), ()),
        (("Like index.html, but see old.html, e.g. a.css.",), ()),
    ],
)
def test_generation_and_verification_read_the_same_files(
    texts: tuple[str, ...], files: tuple[str, ...]
) -> None:
    assert wanted_files(*texts) == files


@pytest.mark.parametrize(
    ("check", "brief", "kind"),
    [
        ("!!document.querySelector('#old')", "Remove #old and add #new.", Kind.ADVISORY),
        ("brief: Bootstrap is loaded", "Replace Bootstrap with Tailwind.", Kind.ADVISORY),
        ("!!document.querySelector('#older')", "Remove #old and add #new.", Kind.JS),
        ("!!document.querySelector('#old')", "Don't remove #old.", Kind.JS),
        ("!!document.querySelector('#title')", 'Set the title to "B".', Kind.JS),
        ("document.title === 'A'", 'Set the title to "B".', Kind.ADVISORY),
    ],
)
def test_what_a_later_brief_takes_away_counts_no_more(check: str, brief: str, kind: Kind) -> None:
    assert superseded(PlannedCheck(check, Kind.JS, 1, PageScript("", "")), brief).kind is kind


@pytest.mark.parametrize(
    ("path", "data", "request_text", "failed"),
    [
        ("made-up.csv", b"x\n1\n", "Show the sales.", True),
        ("data/made-up.json", b"[1]", "Show the sales.", True),
        ("made-up.csv", b"x\n1\n", "Write made-up.csv with ten rows.", False),
        ("attachments/a.csv", DATA, "Show a.csv.", False),
        ("sources/x.json", b"[1]", "Show https://x.org/x.json.", False),
        ("manifest.json", b"{}", "Make it installable.", False),
        ("made-up.csv", b"x\n1\n", "", False),
    ],
)
def test_data_that_nobody_asked_for_is_a_failed_check(
    path: str, data: bytes, request_text: str, failed: bool
) -> None:
    results = judge_files(Site({"index.html": b"<p>", path: data}), {"a.csv": DATA}, request_text)
    found = [each for each in results if each.check == "no invented data"]
    assert [(each.status, each.kind) for each in found] == [(Status.FAILED, Kind.ALWAYS)] * failed
