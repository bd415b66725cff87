"""What is said not to be there: nothing asked for passes in silence, nothing that works is denied."""

import json

import pytest

from tests.generate.offline.harness import Built

QUESTIONS = '[{"question": "Two plus two?", "options": ["3", "4"], "answer": "4"}]'


@pytest.mark.parametrize(
    ("brief", "kinds", "told"),
    [
        (
            "Create a memory matching card game with a move counter.",
            [],
            "Create a memory matching card game with a move counter.",
        ),
        (
            "Build a typing speed test with a 60 second timer.",
            [],
            "Build a typing speed test with a 60 second timer.",
        ),
        ("A grade calculator with a mark.", [], "A grade calculator with a mark."),
        ("A visitor counter in localStorage.", [], "A visitor counter in localStorage."),
        ("Countdown to 2030-01-01 in days.", [], "Countdown to 2030-01-01 in days."),
        ("Create a to-do list with drag and drop, and dark mode.", ["todo", "theme"], "drag"),
        (
            "Create a Bootstrap page that shows the moon phase.",
            [],
            "Create a Bootstrap page that shows the moon phase.",
        ),
    ],
)
def test_a_part_of_another_tool_is_not_built_in_its_place(brief: str, kinds: list[str], told: str) -> None:
    app = Built().then(brief)
    assert app.site is not None
    assert [kind for kind in ("todo", "counter", "timer", "calculator", "theme") if _has(app, kind)] == kinds
    assert app.drafts[0].notes == (f"Not built: {told}",)


def test_a_wish_beside_what_is_built_is_told() -> None:
    app = Built().then(
        "Quiz from q.json with a countdown timer per question; show rows.csv in a table, with undo.",
        [],
        {"q.json": QUESTIONS, "rows.csv": "a,b\n1,2\n"},
    )
    assert app.drafts[0].notes == (
        "Not built: undo",
        "Not built: a countdown timer per question",
    )


@pytest.mark.parametrize(
    "brief",
    [
        "# My list\n\nRequirements:\n- Build a to-do list\n- Persist tasks in localStorage",
        "Look up a GitHub user. Accept an optional ?token= parameter.",
        "Make a counter without local storage or sounds.",
        "Use styles.css and app.js for a to-do list.",
        "Todo app.\nInput #item, button #add, list #list.",
        "Simple interest calculator with a rate.",
    ],
)
def test_what_is_there_or_unwanted_is_not_called_unbuilt(brief: str) -> None:
    assert Built().then(brief).drafts[0].notes == ()


@pytest.mark.parametrize(
    ("brief", "kinds"),
    [
        ("Time zone converter: #time, #from-zone, #to-zone, #result.", []),
        ("Kanban board with #todo, #doing, #done columns and #add-card.", []),
        ("GPA calculator: #grade, #credits, #add-course, table #courses and #gpa.", []),
        ("Countdown timer to New Year with #days and #hours.", []),
        ("Build a page that lists people.csv as cards #people with a cart #cart-list.", ["items"]),
        ("Show the average BMI of people.csv in #avg-bmi, weight in #weight.", ["metric"]),
        ("Convert people.csv to miles in #miles and kilometers in #km in a table #people.", ["rows"]),
        (
            "Markdown editor #editor with #preview and the character count in #chars.",
            ["document", "editor", "count"],
        ),
        ("To-do list #list with #new, #add; number of completed tasks in #completed.", ["todo"]),
    ],
)
def test_the_words_of_a_tool_alone_make_none(brief: str, kinds: list[str]) -> None:
    files = {"people.csv": "name,bmi,weight\nAda,22,60\n"} if "people.csv" in brief else {}
    app = Built().then(brief, [], files)
    assert app.site is not None
    assert [feature["kind"] for feature in json.loads(app.site["app.json"])["features"]] == kinds


def test_a_file_that_comes_later_is_no_longer_missed() -> None:
    app = Built().then("Sum the sales column of data.csv into #total.")
    assert app.drafts[0].notes
    assert app.then("Use data.csv.", [], {"data.csv": "sales\n1\n"}).drafts[-1].notes == ()


def test_stylesheet_and_script_take_the_names_of_the_brief_and_keep_them() -> None:
    app = (
        Built()
        .then("A to-do list in index.html, css/styles.css and js/app.js.")
        .then("Add a dark mode toggle.")
    )
    assert app.site is not None
    page = app.site.text("index.html")
    assert 'href="css/styles.css"' in page
    assert '<script src="js/app.js"></script>' in page
    assert "parts.theme" in app.site.text("js/app.js")
    assert "style.css" not in app.site
    assert "js/app.js all the code; css/styles.css is the design" in app.drafts[-1].about.how_it_works


def test_code_that_a_check_looks_for_in_the_page_stays_there() -> None:
    check = {"js": "document.querySelector('script').textContent.includes('localStorage')"}
    app = Built().then("A to-do list with app.js.", [check])
    assert app.site is not None
    assert "parts.todo" in app.site.text("index.html")
    assert app.drafts[0].notes[0].startswith("Not built: The file app.js is named")


def test_a_file_goes_where_the_words_put_it() -> None:
    app = Built().then(
        "Show photo.svg from the attachments in #photo with the caption from caption.txt in #caption, and "
        "how many lines words.txt has in #line-count.",
        [],
        {"photo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "caption.txt": "Red", "words.txt": "a b"},
    )
    assert app.site is not None
    page = app.site.text("index.html")
    assert '<img id="photo" src="photo.svg"' in page
    assert '<pre class="source" id="caption"' in page
    assert '<pre class="source" id="line-count"' not in page


def test_refused_libraries_are_not_loaded_and_the_page_still_renders() -> None:
    app = Built().then(
        "Show notes.md as formatted HTML in #notes. No external libraries.", [], {"notes.md": "# Hi"}
    )
    assert app.site is not None
    page = app.site.text("index.html")
    assert 'id="notes"' in page
    assert "<script async src" not in page
    assert app.drafts[0].notes == ()


def _has(app: Built, kind: str) -> bool:
    assert app.site is not None
    return f'"kind": "{kind}"' in app.site.text("app.json")


def test_keeping_what_stands_is_no_wish_and_a_new_section_is_one() -> None:
    first = Built().then("Tip calculator with #bill, #tip-percent and #total.")
    for kept in (
        "Keep everything else.",
        "Please leave the rest as it is.",
        "Don't break existing features.",
        "Everything else stays unchanged.",
        "Existing behaviour must remain.",
        "It must work on phones.",
    ):
        assert first.then(f"Add a button #reset that clears the form. {kept}").drafts[-1].notes == ()
    more = first.then(
        "Add a button #reset and an FAQ section. Keep the existing fields and add a moon phase. "
        "Keep a diary of all earlier tips."
    )
    assert more.drafts[-1].notes == (
        "Not built: Keep the existing fields and add a moon phase.",
        "Not built: Keep a diary of all earlier tips.",
        "Not built: an FAQ section",
    )
