"""Requests on rows of data in other words: other ids, columns, separators, combinations, rounds."""

from collections.abc import Callable

import pytest

from tests.generate.offline.harness import Built, Round, Visit

ORDERS = (
    "date,category,city,Unit_Price,qty\n2024-01-05,Books,Paris,12.50,3\n"
    "2024-01-20,Toys,Rome,8.00,1\n2024-02-02,Books,Rome,20.25,2\n"
)
EURO = '\ufeffArtikel;Ort;Umsatz\r\n"Tisch; rund";Bonn;1.234,50\r\nStuhl;Köln;99,90\r\n\r\nLampe;Bonn;\r\n'
TABS = "name\tteam\tscore\nAda\tRed\t10\nBob\tBlue\t7\nCy\tRed\t5\n"

CASES = {
    "another seed and column": (
        Round(
            "Publish a single-page site that fetches orders.csv from attachments, sums its revenue "
            "column, sets the title to "
            '"Revenue Board zz9", displays the total inside #grand-total, and loads Bootstrap 5 from '
            "jsdelivr.",
            (
                "document.title === 'Revenue Board zz9'",
                "Math.abs(parseFloat(document.querySelector('#grand-total').textContent) - 30.75) < 0.01",
                "!!document.querySelector(\"link[href*='bootstrap']\")",
            ),
            {"orders.csv": "id,revenue,cost\n1,10.50,3\n2,20.25,4\n"},
        ),
    ),
    "semicolons, decimal commas, BOM, CRLF, quotes, an empty cell": (
        Round(
            "Sum the Umsatz column of umsatz.csv and show it in #summe. Add a table #orte that lists each "
            "Ort with its total.",
            (
                "Math.abs(parseFloat(document.querySelector('#summe').textContent) - 1334.4) < 0.01",
                "document.querySelectorAll('#orte tbody tr').length === 2",
                "document.querySelector('#orte tbody tr td').textContent === 'Bonn'",
            ),
            {"umsatz.csv": EURO},
        ),
    ),
    "thousands and currency signs in the numbers": (
        Round(
            "Show the total of the Amount column from payments.csv in #sum-amount.",
            ("Math.abs(parseFloat(document.querySelector('#sum-amount').textContent) - 3434.5) < 0.01",),
            {"payments.csv": 'Payee,Amount\nA,"$1,234.50"\nB,"$2,300.00"\nC,($100.00)\n'},
        ),
    ),
    "tab-separated, column in other case, several aggregates": (
        Round(
            "From scores.tsv display the average SCORE in #avg-score, the highest score in #max-score and "
            "the number of rows "
            "in #row-count.",
            (
                "Math.abs(parseFloat(document.querySelector('#avg-score').textContent) - 7.33) < 0.01",
                "parseFloat(document.querySelector('#max-score').textContent) === 10",
                "parseInt(document.querySelector('#row-count').textContent) === 3",
            ),
            {"scores.tsv": TABS},
        ),
    ),
    "a filter on another column, with its data attribute": (
        Round(
            "Fetch orders.csv, sum the unit price column into #total-price.",
            ("Math.abs(parseFloat(document.querySelector('#total-price').textContent) - 40.75) < 0.01",),
            {"orders.csv": ORDERS},
        ),
        Round(
            "Allow filtering by category via #category-filter, update #total-price with the filtered sum, "
            "and set "
            "data-category on that element to the active choice.",
            (
                'document.querySelector("#category-filter").tagName === "SELECT"',
                "document.querySelector('#total-price').dataset.category !== undefined",
                "!!document.querySelector(\"#category-filter option[value='Books']\")",
            ),
        ),
    ),
    "a filter on the months of a date column": (
        Round(
            "Sum qty of orders.csv inside #total-qty and let people filter by month with #month-filter.",
            (
                "parseFloat(document.querySelector('#total-qty').textContent) === 6",
                "!!document.querySelector(\"#month-filter option[value='2024-02']\")",
            ),
            {"orders.csv": ORDERS},
        ),
    ),
    "everything of the sales family in one round": (
        Round(
            'Create a page titled "Shop 42" that loads data.csv, shows total sales in #total-sales, lists '
            "each product with "
            "its total sales in a Bootstrap table #product-sales, has a region filter #region-filter and "
            "a currency select "
            "#currency-picker using rates.json that shows the active currency in #total-currency.",
            (
                "document.title === 'Shop 42'",
                "Math.abs(parseFloat(document.querySelector('#total-sales').textContent) - 35) < 0.01",
                (
                    "[...document.querySelectorAll('#product-sales tbody tr td:last-child')]"
                    ".reduce((s, c) => "
                    "s + parseFloat(c.textContent), 0) === 35"
                ),
                "document.querySelector('#region-filter').tagName === 'SELECT'",
                "!!document.querySelector(\"#currency-picker option[value='EUR']\")",
                "document.querySelector('#total-currency').textContent === 'USD'",
            ),
            {
                "data.csv": "product,region,sales\nA,N,10\nB,S,20\nA,S,5\n",
                "rates.json": '{"USD":1,"EUR":0.5}',
            },
        ),
    ),
    "rates as a list, another base": (
        Round(
            "Sum the price column of p.csv into #total.",
            ("parseFloat(document.querySelector('#total').textContent) === 30",),
            {"p.csv": "what,price\na,10\nb,20\n"},
        ),
        Round(
            "Introduce a currency select #cur that converts the total using fx.json from attachments and "
            "mirrors the active "
            "currency inside #cur-label.",
            (
                "!!document.querySelector(\"#cur option[value='CHF']\")",
                "document.querySelector('#cur-label').textContent === 'EUR'",
            ),
            {"fx.json": '{"base":"EUR","rates":[{"code":"CHF","rate":0.95},{"code":"USD","rate":1.1}]}'},
        ),
    ),
    "rows of a JSON file": (
        Round(
            "Show the sum of amount from sales.json in #json-total and a bar chart of amount by team in "
            "#team-chart with Chart.js.",
            (
                "parseFloat(document.querySelector('#json-total').textContent) === 12",
                "!!document.querySelector('#team-chart')",
                "!!document.querySelector(\"script[src*='chart.js']\")",
            ),
            {"sales.json": '{"items":[{"team":"Red","amount":5},{"team":"Blue","amount":7}]}'},
        ),
    ),
    "an expense report in four rounds": (
        Round(
            "Publish a page that fetches expenses.csv from attachments, sums its Amount (EUR) column, "
            "sets the title to "
            "“Expense Report k2”, displays the total inside #total-expenses, and loads Bootstrap 5 from "
            "jsdelivr.",
            (
                "document.title === 'Expense Report k2'",
                "Math.abs(parseFloat(document.querySelector('#total-expenses').textContent) - 512.5) < 0.01",
            ),
            {"expenses.csv": "Date,Category,Amount (EUR)\n2024-01-02,Food,12.5\n2024-02-02,Rent,500\n"},
        ),
        Round(
            "Add a Bootstrap table #category-expenses that lists each category with its total expenses "
            "and keeps "
            "#total-expenses accurate after render.",
            ("document.querySelectorAll('#category-expenses tbody tr').length === 2",),
        ),
        Round(
            "Allow filtering by month via #month-picker, update #total-expenses with the filtered sum, "
            "and set data-month "
            "on that element to the active choice.",
            (
                "!!document.querySelector(\"#month-picker option[value='2024-01']\")",
                "document.querySelector('#total-expenses').dataset.month !== undefined",
            ),
        ),
        Round(
            "Introduce a currency select #currency-select that converts the computed total using "
            "fx-rates.json from "
            "attachments and mirrors the active currency inside #active-currency.",
            (
                "!!document.querySelector(\"#currency-select option[value='USD']\")",
                "document.querySelector('#active-currency').textContent === 'EUR'",
            ),
            {"fx-rates.json": '{"EUR": 1, "USD": 1.1}'},
        ),
    ),
    "averages, a distinct count, the best, then the leader of a group": (
        Round(
            "Load grades.csv and show the average grade in #avg, the number of students in #n-students "
            "and the best grade "
            "in #best. Also show all rows in a table #students.",
            (
                "parseFloat(document.querySelector('#avg').textContent) === 3",
                "document.querySelector('#n-students').textContent === '2'",
                "parseFloat(document.querySelector('#best').textContent) === 4",
                "document.querySelectorAll('#students tbody tr').length === 3",
            ),
            {"grades.csv": "student,course,grade\nAda,Math,3\nBob,Bio,4\nAda,Bio,2\n"},
        ),
        Round(
            "Show the top student by grade in #top-student, and a button #save-csv that downloads the "
            "rows as CSV.",
            (
                "document.querySelector('#top-student').textContent === 'Ada'",
                "!!document.querySelector('button#save-csv')",
            ),
        ),
    ),
    "totals by month in a table and a chart": (
        Round(
            "List the total qty per month from orders.csv in a table #monthly and draw a line chart of it "
            "in #trend-chart.",
            (
                "document.querySelectorAll('#monthly tbody tr').length === 2",
                "document.querySelector('#monthly tbody tr td').textContent === '2024-01'",
                "!!document.querySelector('#trend-chart')",
            ),
            {"orders.csv": ORDERS},
        ),
    ),
    "a document and rows on one page": (
        Round(
            "Create a dashboard: render intro.md into #intro with marked and below show the sum of qty "
            "from stock.csv "
            "inside #qty-sum and a table #per-depot with total qty per depot.",
            (
                "document.querySelector('#intro h1').textContent === 'Intro'",
                "parseFloat(document.querySelector('#qty-sum').textContent) === 3",
                "document.querySelectorAll('#per-depot tbody tr').length === 2",
            ),
            {"intro.md": "# Intro", "stock.csv": "depot;qty\nX;1\nY;2\n"},
        ),
    ),
    "cards in a list, as the code expects": (
        Round(
            "Show each product of products.json as a card in #product-list with name and price.",
            (
                "document.querySelectorAll('#product-list li').length === 2",
                "document.querySelector('#product-list li').textContent.includes('price: 3')",
            ),
            {"products.json": '[{"name": "A", "price": 3}, {"name": "B", "price": 4}]'},
        ),
    ),
    "rows counted by group where there is nothing to add up": (
        Round(
            "Summarize customers.csv: show how many customers per country in a table #by-country and the "
            "total of "
            "customers in #customer-total.",
            (
                (
                    "[...document.querySelectorAll('#by-country tbody td:last-child')].map((c) => "
                    "c.textContent).join() === '1,2'"
                ),
                "document.querySelector('#customer-total').textContent === '3'",
            ),
            {"customers.csv": "name,country\nAda,FR\nBob,DE\nCy,DE\n"},
        ),
    ),
    "the product of two columns": (
        Round(
            "Show the total of price * quantity from orders.csv in #revenue, the max price in #max-price.",
            (
                "parseFloat(document.querySelector('#revenue').textContent) === 26.5",
                "parseFloat(document.querySelector('#max-price').textContent) === 5",
            ),
            {"orders.csv": "price,quantity\n2.5,3\n4,1\n5,3\n"},
        ),
    ),
    "two tables of two files": (
        Round(
            "Show the sum of score from scores.tsv in #score-sum and the sum of qty from orders.csv in "
            "#qty-sum.",
            (
                "parseFloat(document.querySelector('#score-sum').textContent) === 22",
                "parseFloat(document.querySelector('#qty-sum').textContent) === 6",
            ),
            {"scores.tsv": TABS, "orders.csv": ORDERS},
        ),
    ),
    "a plain table of all rows with a search box": (
        Round(
            "Display the contents of people.csv in a table #people-table with a search box #people-search.",
            (
                "document.querySelectorAll('#people-table tbody tr').length === 2",
                "document.querySelectorAll('#people-table thead th').length === 2",
                "document.querySelector('#people-search').tagName === 'INPUT'",
            ),
            {"people.csv": 'name,role\n"Lovelace, Ada",Engineer\n"O""Neil",Clerk\n'},
        ),
    ),
    "a data file with a space in its name": (
        Round(
            "Sum the value column of the attached file into #total-value.",
            ("parseFloat(document.querySelector('#total-value').textContent) === 3",),
            {"my data.csv": "key,value\na,1\nb,2\n"},
        ),
    ),
}


@pytest.mark.parametrize("rounds", CASES.values(), ids=CASES)
def test_a_variant_is_built_whole(rounds: tuple[Round, ...], app: Built, visit: Callable[..., Visit]) -> None:
    for each in rounds:
        app = app.asked(each)
    assert visit(app).verdict(app) == []
    assert [note for note in app.drafts[-1].notes if note.startswith(("Not built", "The element"))] == []
