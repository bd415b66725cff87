"""A rule takes a sentence only if it judges all of it, and a brief's refusals are no demands."""

import pytest

from orchestrator.records import Kind
from orchestrator.task.model import Task
from orchestrator.verify.plan.check_types import BaselineChecks, NotRun, PageScript, PlannedCheck
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.rules.brief import from_brief, superseded
from orchestrator.verify.rules.context import Asked
from orchestrator.verify.rules.implied import SPOKEN
from orchestrator.verify.rules.subjective import matter_of_taste
from orchestrator.verify.rules.table import by_rule


def asked(text: str = "", brief: str = "Show the tides.") -> Asked:
    return Asked(text, brief, 1, {"uid.txt": b"u"}, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "Repository has a Creative Commons license",
        "The footer shows the license of the data",
        "Repo has no GPL license file",
        "README does not contain placeholder text",
        "README contains a link to the live site",
        "Game is responsive to keyboard input",
        "Dark mode preference persists after reload",
        "The page has no animations",
        'The title is "Tides" and the h1 is "Waves"',
        'The chart title is "Sales by region"',
        "A button inside #list exists",
        "After clicking Load, #result is present",
        "Fetches data.csv and shows the sum in #total",
        "Supports ?lang=fr and shows the heading in French",
        "Clicking any cell of the 10x10 board marks it",
        "The game never declares a winner before square 100",
        "Repo has GitHub Actions workflow that runs pytest on push",
        "Existing app is updated with a contact form",
        "All links work and open in a new tab",
        "#total is visible after a click on Load",
        'The heading is "Tides" in French',
        "A button with id go exists and is disabled",
        "uses chart.js to draw a bar chart",
    ],
)
def test_no_rule_takes_a_sentence_that_asks_for_more_than_it_judges(sentence: str) -> None:
    assert by_rule(asked(sentence)) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "MIT LICENSE file at the repository root",
        "README is not empty",
        "README has at least 200 words",
        "about.md contains exactly three words",
        "dilemma.json is valid JSON",
        "uid.txt is committed verbatim",
        "The page is responsive on mobile and desktop",
        "Page has a dark mode toggle",
        "Element #total is present in the page",
        "The 10x10 board is shown",
        "data.csv is committed to the repo",
        "GitHub Actions workflow exists",
        "Bootstrap 5 is loaded from jsdelivr",
        "Works on mobile",
        "Smooth scrolling works",
    ],
)
def test_a_rule_takes_what_it_judges_wholly(sentence: str) -> None:
    assert by_rule(asked(sentence)) is not None


@pytest.mark.parametrize(
    ("brief", "demands"),
    [
        (
            "Use Chart.js and marked. Do not use jQuery, React or Vue.",
            ["Chart.js is loaded", "marked is loaded"],
        ),
        ("Without using Bootstrap, build a grid and add #cells.", ["#cells is there"]),
        ("Rename #old to #new.", ["#new is there"]),
        ("Replace Bootstrap with Tailwind CSS.", ["Tailwind is loaded"]),
        ('The title must not be "Document".', []),
        ("Do not include config.json but add data.json.", ["data.json is there"]),
        ("Add a page about.html and remove old.html.", ["about.html is there"]),
        ('Show a chart titled "Sales", and cards with a title like "One".', []),
        ('The title of the map should be "Sea". Use title="Go" on the button.', []),
        ("Link to https://sea.example/find?q=tides and tag it with hashtags such as #sea.", []),
    ],
)
def test_what_a_brief_refuses_or_says_of_a_part_is_no_demand(brief: str, demands: list[str]) -> None:
    found = from_brief(Asked("", brief, 1, {}, None))
    assert [planned.check.removeprefix("brief: ") for planned in found] == demands


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
    ("sentence", "only_taste"),
    [
        ("The page looks beautiful and modern", True),
        ("README.md is professional", True),
        ("The page shows clear error messages for invalid input", False),
        ("Clicking a harbour opens a clean list of its tides", False),
    ],
)
def test_a_word_of_taste_does_not_hide_what_can_be_tried(sentence: str, only_taste: bool) -> None:
    assert matter_of_taste(sentence) is only_taste


@pytest.mark.parametrize(
    "sentence",
    ["Repo was created after the task was sent", "GitHub Pages is enabled and returns 200", "Repo is public"],
)
def test_what_is_so_only_on_github_is_told_and_not_counted(sentence: str) -> None:
    way = by_rule(asked(sentence))
    assert isinstance(way, NotRun)
    assert not way.counts


def test_a_library_that_ends_like_a_file_is_a_library() -> None:
    assert isinstance(by_rule(asked("Uses Chart.js")), PageScript)


def test_a_sentence_of_twenty_thousand_characters_is_read_at_once() -> None:
    task = Task.model_validate(
        {
            "email": "a@b.co",
            "task": "t",
            "round": 1,
            "nonce": "n",
            "brief": "x",
            "checks": ["readme sections " * 1200],
        }
    )
    (planned,) = make_plan(task, (), {}, None, None).checks
    assert planned.kind is Kind.COMPILED


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("No console errors", SPOKEN),
        ("There are no JavaScript errors in the console.", SPOKEN),
        ("Page loads without console errors", SPOKEN),
        ("The app has no uncaught exceptions on load", SPOKEN),
        ("The page loads without any errors", SPOKEN),
        ("The browser console is free of errors", SPOKEN),
        ("No horizontal scrolling on mobile", ("no sideways scrolling",)),
        ("There are no failed network requests", ("own files load",)),
    ],
)
def test_a_sentence_that_asks_for_what_every_site_is_asked_is_judged_by_it(
    sentence: str, names: tuple[str, ...]
) -> None:
    assert by_rule(asked(sentence)) == BaselineChecks(names)


@pytest.mark.parametrize(
    "sentence",
    [
        "The form shows no errors for valid input",
        "No console errors after clicking Load",
        "The page shows no errors",
        "Console errors are shown in #log",
        "HTML is valid",
    ],
)
def test_a_sentence_that_asks_for_more_than_that_is_not(sentence: str) -> None:
    assert by_rule(asked(sentence)) is None
