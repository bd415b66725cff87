"""Later rounds on a page that somebody else wrote: it keeps what it has, and gets what is new."""

from collections.abc import Callable

import pytest

from orchestrator.records import PastRound
from orchestrator.records.site import Site
from orchestrator.task.model import Check
from tests.generate.offline.harness import Built, Visit

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sales Summary q1</title>
<style>body { font-family: serif; --accent: #060; } .total { color: #060; }</style></head>
<body><main><h1>Sales</h1><p class="total" id="total-sales">…</p>{markup}</main>
<script{kind}>
fetch("data.csv").then((answer) => answer.text()).then((text) => {{
  const rows = text.trim().split("\\n").slice(1);
  document.getElementById("total-sales").textContent =
    rows.reduce((sum, row) => sum + Number(row.split(",")[2]), 0);
}});
</script></body></html>"""
FIRST = (
    'Fetch data.csv, sum its sales column, set the title to "Sales Summary q1" and show the total inside '
    "#total-sales."
)
CHECKS = (
    "document.title === 'Sales Summary q1'",
    "Math.abs(parseFloat(document.querySelector('#total-sales').textContent) - 35.5) < 0.01",
    "document.querySelector('script').textContent.includes('fetch(')",
)


def _foreign(kind: str = "", markup: str = "") -> Built:
    page = PAGE.replace("{markup}", markup).replace("{kind}", kind).replace("{{", "{").replace("}}", "}")
    site = Site(
        {
            "index.html": page.encode(),
            "data.csv": b"product,region,sales\nA,N,10.5\nB,S,20\nA,S,5\n",
            "LICENSE": b"MIT",
        }
    )
    checks = tuple(Check(kind="js", body=check) for check in CHECKS)
    return Built(site, (PastRound(round=1, request="0" * 64, brief=FIRST, checks=checks),))


@pytest.mark.parametrize("kind", ["", ' type="module"'])
def test_a_table_is_added_and_the_page_keeps_what_it_had(kind: str, visit: Callable[..., Visit]) -> None:
    app = _foreign(kind).then(
        "Add a Bootstrap table #product-sales that lists each product with its total sales and keeps "
        "#total-sales accurate.",
        [{"js": "document.querySelectorAll('#product-sales tbody tr').length === 2"}],
    )
    seen = visit(app)
    assert [check for check in app.checks if not seen.sees(check)] == []
    assert seen.flaws() == []
    assert seen.page.locator("#total-sales").count() == 1
    assert seen.page.evaluate("getComputedStyle(document.querySelector('.total')).color") == "rgb(0, 102, 0)"
    assert seen.page.evaluate("getComputedStyle(document.body).fontFamily") == "serif"


def test_a_third_round_replaces_what_the_second_added(visit: Callable[..., Visit]) -> None:
    app = (
        _foreign()
        .then(
            "Add a table #by-product of total sales for each product.",
            [
                {"js": "document.querySelectorAll('#by-product tbody tr').length >= 1"},
            ],
        )
        .then(
            "Allow filtering by region via #region-filter and set data-region on #total-sales.",
            [
                {"js": "document.querySelector('#total-sales').dataset.region !== undefined"},
                {"js": "document.querySelector('#region-filter').tagName === 'SELECT'"},
            ],
        )
    )
    seen = visit(app)
    assert [check for check in app.checks if not seen.sees(check)] == []
    seen.page.select_option("#region-filter", "S")
    assert seen.sees("parseFloat(document.querySelector('#total-sales').textContent) === 25")
    assert app.site is not None
    assert app.site.text("index.html").count("added code") == 2
    assert seen.flaws() == []


def test_a_first_script_that_is_no_code_stays_and_ours_comes_before_it(visit: Callable[..., Visit]) -> None:
    data = '<script type="application/json" id="seed">{"a": 1}</script>'
    app = _foreign(markup=data).then("Add a counter #clicks.")
    seen = visit(app)
    assert seen.sees("document.querySelector('#clicks, #counter').textContent === '0'")
    assert seen.page.evaluate("JSON.parse(document.querySelector('#seed').textContent).a") == 1
    assert seen.flaws() == []


def test_a_new_title_replaces_the_old_one(visit: Callable[..., Visit]) -> None:
    seen = visit(_foreign().then('Set the title to "Fresh </title> & new".'))
    assert seen.page.title() == "Fresh </title> & new"


def test_files_of_the_page_are_not_touched() -> None:
    app = _foreign().then("Add a to-do list.")
    assert app.site is not None
    assert app.site["LICENSE"] == b"MIT"
    assert set(app.drafts[0].files) == {"index.html", "added.css", "app.json"}


def test_a_page_of_ours_that_somebody_changed_is_a_foreign_page(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then("Make a counter #count.")
    assert app.site is not None
    changed = app.site.text("index.html").replace("</main>", "<p id='by-hand'>By hand</p></main>")
    app = Built(app.site.changed({"index.html": changed.encode()}), app.past).then("Add a to-do list.")
    seen = visit(app)
    assert seen.says("#by-hand", "By hand")
    assert seen.page.is_visible("#todo-list + p")
    assert seen.flaws() == []
