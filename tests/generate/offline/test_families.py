"""Requests of the task families in other words: other ids, files, columns, rounds; every check holds."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.generate.offline.harness import Built, Round, Visit

ORDERS = "category,city,unit_price,qty\nBooks,Paris,12.50,3\nToys,Rome,8.00,1\nBooks,Rome,20.25,2\n"
EURO = '\ufeffArtikel;Ort;Umsatz\r\n"Tisch; rund";Bonn;1.234,50\r\nStuhl;Köln;99,90\r\n\r\nLampe;Bonn;\r\n'
SALES = "product,region,sales\nA,N,10\nB,S,20\nA,S,5\n"
SALES_JSON = '[{"item": "A", "zone": "N", "revenue": 10.5}, {"item": "B", "zone": "S", "revenue": 20}]'
NOTES = "# Notes\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two\n\n```js\nlet x = 1 < 2;\n```\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">k7Qz</text></svg>'


def number(name: str, value: float) -> str:
    return f"Math.abs(parseFloat(document.querySelector('#{name}').textContent) - {value}) < 0.01"


def rows(name: str, count: int) -> str:
    return f"document.querySelectorAll('#{name} tbody tr').length === {count}"


def text(name: str, value: str) -> str:
    return f"document.getElementById('{name}').textContent === '{value}'"


CASES = {
    "another seed and column": [
        Round(
            "Publish a single-page site that fetches orders.csv from attachments, sums its revenue "
            "column, sets "
            'the title to "Revenue Board zz9", displays the total inside #grand-total, and loads Bootstrap 5 '
            "from jsdelivr.",
            (
                "document.title === 'Revenue Board zz9'",
                number("grand-total", 30.75),
                "!!document.querySelector(\"link[href*='bootstrap']\")",
            ),
            {"orders.csv": "id,revenue,cost\n1,10.50,3\n2,20.25,4\n"},
        )
    ],
    "semicolons, decimal commas, quotes, an empty cell": [
        Round(
            "Sum the Umsatz column of umsatz.csv and show it in #summe. Add a table #orte that lists "
            "each Ort "
            "with its total.",
            (number("summe", 1334.4), rows("orte", 2), text("summe", "1334.40")),
            {"umsatz.csv": EURO},
        )
    ],
    "thousands and currency signs": [
        Round(
            "Show the total of the Amount column from payments.csv in #sum-amount.",
            (number("sum-amount", 3434.5),),
            {"payments.csv": 'Payee,Amount\nA,"$1,234.50"\nB,"$2,300.00"\nC,($100.00)\n'},
        )
    ],
    "several aggregates of tab-separated rows": [
        Round(
            "From scores.tsv display the average SCORE in #avg-score, the highest score in #max-score "
            "and the "
            "number of rows in #row-count.",
            (number("avg-score", 7.33), text("max-score", "10"), text("row-count", "3")),
            {"scores.tsv": "name\tscore\nAda\t10\nBob\t7\nCy\t5\n"},
        )
    ],
    "JSON instead of CSV, with a product table and a filter": [
        Round(
            "Fetch sales.json, sum the revenue and show it in #total-revenue.",
            (number("total-revenue", 30.5),),
            {"sales.json": SALES_JSON},
        ),
        Round(
            "Add a Bootstrap table #item-table that lists each item with its total revenue.",
            (
                rows("item-table", 2),
                "document.querySelector('#item-table td:last-child').textContent === '10.50'",
            ),
        ),
        Round(
            "Allow filtering by zone via #zone-filter, update #total-revenue with the filtered sum, and set "
            "data-zone on that element to the active choice.",
            (
                "document.querySelector('#zone-filter').tagName === 'SELECT'",
                "document.querySelector('#total-revenue').dataset.zone !== undefined",
                "!!document.querySelector(\"#zone-filter option[value='S']\")",
            ),
        ),
    ],
    "a filter on a column of the same file, named in the code only": [
        Round(
            "Show the total sales by region from sales.csv.",
            (
                "Math.abs(parseFloat(document.getElementById('sum-sales').textContent) - 35) < 0.01",
                rows("region-table", 2),
                "document.querySelector('select#region-select').options.length >= 3",
            ),
            {"sales.csv": SALES},
        )
    ],
    "everything in one round": [
        Round(
            'Create a page titled "Shop 42" that loads data.csv, shows total sales in #total-sales, '
            "lists each "
            "product with its total sales in a Bootstrap table #product-sales, has a region filter "
            "#region-filter and a currency select #currency-picker using rates.json that shows the active "
            "currency in #total-currency.",
            (
                "document.title === 'Shop 42'",
                number("total-sales", 35),
                rows("product-sales", 2),
                "document.querySelector('#region-filter').tagName === 'SELECT'",
                "!!document.querySelector(\"#currency-picker option[value='EUR']\")",
                text("total-currency", "USD"),
            ),
            {"data.csv": SALES, "rates.json": '{"USD":1,"EUR":0.5}'},
        )
    ],
    "rates as a list with another base": [
        Round(
            "Sum the price column of p.csv into #total.", (text("total", "30"),), {"p.csv": "price\n10\n20\n"}
        ),
        Round(
            "Introduce a currency select #cur that converts the total using fx.json from attachments "
            "and mirrors "
            "the active currency inside #cur-label.",
            ("!!document.querySelector(\"#cur option[value='CHF']\")", text("cur-label", "EUR")),
            {"fx.json": '{"base":"EUR","rates":[{"code":"CHF","rate":0.95},{"code":"USD","rate":1.1}]}'},
        ),
    ],
    "two files, one figure of each": [
        Round(
            "Show the sum of score from scores.csv in #score-sum and the sum of qty from orders.csv in "
            "#qty-sum.",
            (text("score-sum", "22"), text("qty-sum", "6")),
            {"scores.csv": "name,score\nAda,15\nBob,7\n", "orders.csv": ORDERS},
        )
    ],
    "one figure of two files": [
        Round(
            "Sum the sales column across both files, north.csv and south.csv, and show the total in "
            "#all-sales.",
            (text("all-sales", "42"),),
            {"north.csv": "sales,who\n10,a\n", "south.csv": "who,Sales\nb,32\n"},
        )
    ],
    "a number for people": [
        Round(
            "Show the total of amount in big.csv inside #pretty formatted with Intl.NumberFormat.",
            (text("pretty", "1,234,567.50"),),
            {"big.csv": "who,amount\na,1234567.5\n"},
        )
    ],
    "rows as they are, another version of the library": [
        Round(
            "Load Bootstrap 5.3.3 and display the rows of people.csv in a table #people.",
            (rows("people", 2), "!!document.querySelector(\"link[href*='bootstrap@5.3.3']\")"),
            {"people.csv": 'name,role\n"Lovelace, Ada",Engineer\n"O""Neil",Clerk\n'},
        )
    ],
    "another Markdown file and other ids": [
        Round(
            "Convert notes.md to HTML using marked and show it in #doc-html. Use highlight.js for the code.",
            (
                "document.querySelector('#doc-html').innerHTML.includes('<h1')",
                "!!document.querySelector('#doc-html table td')",
                "document.querySelectorAll('#doc-html ol li').length === 2",
                "!!document.querySelector(\"script[src*='highlight.js']\")",
                "document.querySelector('#doc-html pre code').textContent.includes('1 < 2')",
            ),
            {"notes.md": NOTES},
        ),
        Round(
            "Add tabs #doc-tabs that switch between the rendered HTML in #doc-html and the original "
            "Markdown in "
            "#doc-raw.",
            (
                "document.querySelectorAll('#doc-tabs button').length >= 2",
                "document.querySelector('#doc-raw').textContent.includes('| 1 | 2 |')",
            ),
        ),
    ],
    "a long document with everything in one round": [
        Round(
            'Set the title to "Reader k3". Render long.md with marked inside #out-k3, show the word count in '
            "#count-k3 formatted with Intl.NumberFormat, support ?src= to load another file, and show "
            "the active "
            "source in #label-k3.",
            (
                "document.title === 'Reader k3'",
                "document.querySelector('#count-k3').textContent.includes(',')",
                text("label-k3", "long.md"),
                "document.querySelector('script').textContent.includes('fetch(')",
            ),
            {"long.md": "# Title\n\n" + "word " * 1500},
        )
    ],
    "Markdown and rows on one page, and a dark mode": [
        Round(
            "Render about.md as Markdown in #about-html and show the total qty of orders.csv in #qty. "
            "Add a dark "
            "mode toggle #dark-toggle.",
            (
                "!!document.querySelector('#about-html h2')",
                text("qty", "6"),
                "document.querySelector('#dark-toggle').tagName === 'BUTTON'",
            ),
            {"about.md": "## About\n\nUs.", "orders.csv": ORDERS},
        )
    ],
    "a page of content": [
        Round(
            "Bakery Nord\n\nA website with an about section, opening hours, a menu section, a contact "
            "form and "
            "dark mode.",
            (
                "document.querySelectorAll('nav a').length >= 4",
                "!!document.querySelector('form textarea')",
                "document.querySelector('h1').textContent === 'Bakery Nord'",
                (
                    "(() => { const look = () => getComputedStyle(document.body).backgroundColor; const was "
                    "= look(); "
                    "document.querySelector('#theme-toggle').click(); return look() !== was })()"
                ),
            ),
        )
    ],
}
IMAGE = (
    Round(
        "Create a page that shows the image of ?url=https://.../image.png in #shown. Default to "
        "attached sample.svg.",
        (
            "document.querySelector('img#shown').naturalWidth === 90",
            "document.body.textContent.includes('sample.svg')",
        ),
        {"sample.svg": SVG},
    ),
)
CASES["an image by address, with an attached default"] = list(IMAGE)


@pytest.mark.parametrize("rounds", CASES.values(), ids=CASES)
def test_a_variant_is_built_whole(rounds: list[Round], app: Built, visit: Callable[..., Visit]) -> None:
    for each in rounds:
        app = app.asked(each)
    assert visit(app).verdict(app) == []
    assert app.drafts[-1].notes == ()


@pytest.mark.parametrize("cdn", [False, True])
@pytest.mark.parametrize(
    ("name", "turns"), [("sum-of-sales-a1b2c", "abc"), ("markdown-to-html-a1b2c", "abc"), ("older-form", "")]
)
def test_all_recorded_rounds_of_a_family_hold_together(
    name: str,
    turns: str,
    cdn: bool,
    app: Built,
    real_request: Callable[[str], dict[str, Any]],
    visit: Callable[..., Visit],
) -> None:
    for turn in ("round1", *(f"round2{turn}" for turn in turns or [""])):
        app = app.requested(real_request(f"{name}.{turn}"))
    seen = visit(app, cdn=cdn, width=1280 if cdn else 375, scheme="dark" if cdn else "light")
    assert seen.verdict(app) == []
    assert app.drafts[-1].notes == ()


def test_no_expected_number_is_written_into_the_page_and_the_bytes_repeat(
    real_request: Callable[[str], dict[str, Any]],
) -> None:
    fields = real_request("sum-of-sales-a1b2c.round1")
    once, again = Built().requested(fields), Built().requested(fields)
    assert once.site is not None
    assert once.site == again.site
    assert [path for path in once.site if b"4585" in once.site[path]] == []
