"""Requests of the task families in other words: other ids, files, columns, rounds; every check holds."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestrator.generate.app.page_head import with_whole_heads
from tests.generate.offline.harness import Built, Open, has, is_

ORDERS = "category,city,unit_price,qty\nBooks,Paris,12.50,3\nToys,Rome,8.00,1\nBooks,Rome,20.25,2\n"
EURO = '\ufeffArtikel;Ort;Umsatz\r\n"Tisch; rund";Bonn;1.234,50\r\nStuhl;Köln;99,90\r\n\r\nLampe;Bonn;\r\n'
SALES = "product,region,sales\nA,N,10\nB,S,20\nA,S,5\n"
SALES_JSON = '[{"item": "A", "zone": "N", "revenue": 10.5}, {"item": "B", "zone": "S", "revenue": 20}]'
NOTES = "# Notes\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two\n\n```js\nlet x = 1 < 2;\n```\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">k7Qz</text></svg>'


CASES: dict[str, list[tuple[str, list[str], dict[str, str]]]] = {
    "semicolons, decimal commas, quotes, an empty cell": [(
        """Sum the Umsatz column of umsatz.csv and show it in #summe. Add a table #orte that lists each
            Ort with its total.""",
        [is_("#summe", "1334.40"), has("#orte tbody tr", 2)], {"umsatz.csv": EURO},
    )],
    "thousands and currency signs": [(
        "Show the total of the Amount column from payments.csv in #sum-amount.",
        [is_("#sum-amount", "3434.50")],
        {"payments.csv": 'Payee,Amount\nA,"$1,234.50"\nB,"$2,300.00"\nC,($100.00)\n'},
    )],
    "several aggregates of tab-separated rows": [(
        """From scores.tsv display the average SCORE in #avg-score, the highest score in #max-score and
            the number of rows in #row-count.""",
        [is_("#avg-score", "7.33"), is_("#max-score", "10"), is_("#row-count", "3")],
        {"scores.tsv": "name\tscore\nAda\t10\nBob\t7\nCy\t5\n"},
    )],
    "JSON instead of CSV, with a product table and a filter": [
        ("Fetch sales.json, sum the revenue and show it in #total-revenue.", [is_("#total-revenue", "30.50")],
         {"sales.json": SALES_JSON}),
        ("Add a Bootstrap table #item-table that lists each item with its total revenue.",
         [is_("#item-table td:last-child", "10.50")], {}),
        ("""Allow filtering by zone via #zone-filter, update #total-revenue with the filtered sum, and
            set data-zone on that element to the active choice.""",
         [has("select#zone-filter option[value='S']"), has("#total-revenue[data-zone]")], {}),
    ],
    "ids that only the code names": [(
        "Show the total sales by region from sales.csv.",
        ["document.getElementById('sum-sales').textContent === '35'", has("#region-table tbody tr", 2),
         has("select#region-select option", 3)],
        {"sales.csv": SALES},
    )],
    "rates with another base": [
        ("Sum the price column of p.csv into #total.", [is_("#total", "30")], {"p.csv": "price\n10\n20\n"}),
        ("""Introduce a currency select #cur that converts the total using fx.json from attachments and
            mirrors the active currency inside #cur-label.""",
         [has("#cur option[value='CHF']"), is_("#cur-label", "EUR")],
         {"fx.json": '{"base":"EUR","rates":{"CHF":0.95,"USD":1.1}}'}),
    ],
    "two files, one figure of each": [(
        """Show the sum of score from scores.csv in #score-sum and the sum of qty from orders.csv in
            #qty-sum.""",
        [is_("#score-sum", "22"), is_("#qty-sum", "6")],
        {"scores.csv": "name,score\nAda,15\nBob,7\n", "orders.csv": ORDERS},
    )],
    "one figure of two files": [(
        "Sum the sales column across both files, north.csv and south.csv, and show the total in #all-sales.",
        [is_("#all-sales", "42")], {"north.csv": "sales,who\n10,a\n", "south.csv": "who,Sales\nb,32\n"},
    )],
    "a number for people": [(
        "Show the total of amount in big.csv inside #pretty formatted with Intl.NumberFormat.",
        [is_("#pretty", "1,234,567.50")], {"big.csv": "who,amount\na,1234567.5\n"},
    )],
    "rows as they are, another version of the library": [(
        "Load Bootstrap 5.3.3 and display the rows of people.csv in a table #people.",
        [has("#people tbody tr", 2), has("link[href*='bootstrap@5.3.3']")],
        {"people.csv": 'name,role\n"Lovelace, Ada",Engineer\n"O""Neil",Clerk\n'},
    )],
    "another Markdown file and other ids": [
        ("Convert notes.md to HTML using marked and show it in #doc-html. Use highlight.js for the code.",
         [has("#doc-html h1"), has("#doc-html table td"), has("#doc-html ol li", 2),
          has("script[src*='highlight.js']"),
          "document.querySelector('pre code').textContent.includes('1 < 2')"],
         {"notes.md": NOTES}),
        ("""Add tabs #doc-tabs that switch between the rendered HTML in #doc-html and the original
            Markdown in #doc-raw.""",
         [has("#doc-tabs button", 2),
          "document.querySelector('#doc-raw').textContent.includes('| 1 | 2 |')"], {}),
    ],
    "Markdown and rows on one page, and a dark mode": [(
        """Render about.md as Markdown in #about-html and show the total qty of orders.csv in #qty. Add
            a dark mode toggle #dark-toggle.""",
        [has("#about-html h2"), is_("#qty", "6"), has("button#dark-toggle")],
        {"about.md": "## About\n\nUs.", "orders.csv": ORDERS},
    )],
    "an image by address, with an attached default": [(
        """Create a page that shows the image of ?url=https://.../image.png in #shown. Default to
            attached sample.svg.""",
        ["document.querySelector('img#shown').naturalWidth === 90", is_("#shown-image-url", "sample.svg")],
        {"sample.svg": SVG},
    )],
}  # fmt: skip


@pytest.mark.parametrize("rounds", CASES.values(), ids=CASES)
def test_a_variant_is_built_whole(rounds: list[tuple[str, list[str], dict[str, str]]], visit: Open) -> None:
    app = Built()
    for brief, checks, files in rounds:
        app = app.then(brief, checks, files)
    assert visit(app).failed(app) == []
    assert app.notes == ()


@pytest.mark.parametrize("cdn", [False, True])
@pytest.mark.parametrize("name", ["sum-of-sales-a1b2c", "markdown-to-html-a1b2c", "older-form"])
def test_all_recorded_rounds_of_a_family_hold_together(
    name: str,
    cdn: bool,
    real_request: Callable[[str], dict[str, Any]],
    visit: Open,
) -> None:
    app = Built()
    for turn in ["round1", "round2"] if name == "older-form" else ["round1", "round2a", "round2b", "round2c"]:
        app = app.requested(real_request(f"{name}.{turn}"))
    seen = visit(app, cdn=cdn)
    assert [*seen.failed(app), *seen.flaws(app)] == []
    assert app.notes == ()


def test_no_expected_number_is_written_into_the_page_and_the_bytes_repeat(
    real_request: Callable[[str], dict[str, Any]],
) -> None:
    fields = real_request("sum-of-sales-a1b2c.round1")
    site = Built().requested(fields).site
    assert site == Built().requested(fields).site
    assert [path for path in site if b"4585" in site[path]] == []


def test_assembly_adds_nothing_to_a_page_or_the_next_round_would_take_it_for_somebody_elses() -> None:
    site = Built().then("Sum the sales of data.csv in #total.", [], {"data.csv": SALES}).site
    assert with_whole_heads(site) == dict(site)
