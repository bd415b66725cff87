"""What the offline generator does not build is named, and no element pretends to be it."""

import re
from dataclasses import replace

import pytest

from tests.generate.offline.harness import Built, Open

OTHERS = {
    "to-do list": "Build a to-do app with an input #new-task, a button #add-task and a list #task-list.",
    "calculator": "Create a simple calculator web app with display #display.",
    "timer": "A pomodoro timer of 25 minutes: #time-display, #start-btn, #pause-btn and #reset-btn.",
    "converter": "A page that converts kilometers to miles: an input #km and the result in #miles.",
    "weather": "Show the weather of a city from an API in #weather, with a search box #city.",
    "quiz": "Build a quiz from questions.json; show the score in #score.",
    "chart": "Draw a line chart of data.csv in #chart with Chart.js.",
    "editor": "Build a live Markdown editor with textarea #editor and preview #preview.",
}
FILES = {
    "questions.json": '[{"question":"Two plus two?","answer":"4"}]',
    "data.csv": "month,visits\nJan,3\n",
    "note.txt": "hello there",
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "deep.json": '{"deep": {"er": [1, 2]}}',
}

PARTLY = {
    "Show the total of sales in #total and a bar chart in #chart.": ["a bar chart in #chart", "#chart"],
    "List each product with its total sales in a table #t, sorted descending.": ["sorted descending"],
    "Show the total sales in #total. Add a search box #find that highlights matches.":
        ["Add a search box #find", "highlights matches", "#find"],
    "Show the total of sales where region is North in #north and the total sales in #total.": ["#north"],
    "Show the total sales for North in #north-sales and the total sales in #total.": ["#north-sales"],
    "Show the percentage of sales in #share and total sales in #total":
        ["Show the percentage of sales in #share", "#share"],
}  # fmt: skip
"""Brief → the clauses, and the elements, that are named as missing."""


@pytest.mark.parametrize("brief", OTHERS.values(), ids=OTHERS)
def test_another_kind_of_brief_gets_a_plain_page_and_none_of_its_elements(brief: str) -> None:
    app = Built().then(brief, [], FILES)
    assert app.notes == (f"Not built: {brief}",)
    ids = re.findall(r'\bid="([^"]+)"', app.html)
    assert ids == ["main", "brief-heading", "attachments-heading", "library-status"]


def test_a_plain_page_shows_the_brief_and_the_attachments(visit: Open) -> None:
    app = Built().then(OTHERS["chart"], [], FILES)
    seen = visit(app)
    text = seen.page.inner_text("main")
    assert OTHERS["chart"] in text
    assert "No language model was configured" in text
    assert seen.sees("document.querySelectorAll('table tbody tr').length === 2")
    assert seen.sees("[...document.querySelectorAll('pre')].some(e => e.textContent === 'hello there')")
    assert seen.page.locator("img").count() == 1
    assert seen.flaws(app) == []


@pytest.mark.parametrize("brief", PARTLY)
def test_what_is_missing_of_a_known_kind_is_named(brief: str) -> None:
    app = Built().then(brief, [], {"data.csv": "product,region,sales\nA,North,10\n"})
    missing = [f"nothing fills the element {m}." if m.startswith("#") else m for m in PARTLY[brief]]
    assert list(app.notes) == [f"Not built: {clause}" for clause in missing]


def test_data_that_did_not_come_is_not_made_up() -> None:
    brief = "Sum the sales column of data.csv into #total-sales."
    app = Built().then(brief)
    assert app.notes == (f"Not built: {brief}",)
    assert "total-sales" not in app.html.replace(brief, "")


def test_a_later_round_can_make_an_app_of_a_plain_page() -> None:
    app = Built().then("Do something.")
    app = app.then("Sum the sales of data.csv in #total.", [], {"data.csv": "sales\n1\n"})
    assert app.notes == ("Not built: Do something",)
    assert 'id="total"' in app.html


def test_a_page_that_somebody_else_wrote_is_left_alone(visit: Open) -> None:
    page = "<!doctype html><title>Mine</title><h1>Mine</h1>"
    app = Built().then("Anything", [], {"index.html": page})
    brief = "Sum the sales of data.csv in #total."
    second = app.then(brief, [], {"data.csv": "sales\n1\n2\n"})
    assert second.html == page
    assert second.notes == (
        "index.html is not a page of the offline generator and stays as it is; see round-2.html.",
    )
    assert visit(second, "round-2.html").says("#total", "3")


def test_a_page_that_was_changed_by_hand_is_left_alone() -> None:
    app = Built().then("Do something.")
    page = app.site["index.html"].replace(b"<main", b"<p>Mine</p><main")
    second = replace(app, site=app.site.changed({"index.html": page})).then("Do more.")
    assert second.site["index.html"] == page
    assert "round-2.html" in second.site
