"""Figures that speak of some rows only, orders of rows, and what is left unsaid rather than shown wrong."""

from collections.abc import Callable

import pytest

from tests.generate.offline.harness import Built, Round, Visit

ORDERS = (
    "order_id,customer,country,status,quantity,unit_price\n1,Ann,DE,shipped,2,10\n2,Bob,FR,pending,1,5.5\n"
    "3,Ann,DE,shipped,3,4\n4,Cy,US,cancelled,1,100\n"
)


def _text(name: str, text: str) -> str:
    return f"document.querySelector('#{name}').textContent.trim() === '{text}'"


CASES = {
    "rows that a label or a number chooses": Round(
        "Load orders.csv. Show the number of shipped orders in #shipped, the number of orders with quantity "
        "above 1 in #big and the total quantity from DE in #de-quantity.",
        (_text("shipped", "2"), _text("big", "2"), _text("de-quantity", "5")),
        {"orders.csv": ORDERS},
    ),
    "rows that are chosen before they are counted": Round(
        "List orders.csv in the table #all; bulk orders (quantity above 1) count in #bulk.",
        (_text("bulk", "2"),),
        {"orders.csv": ORDERS},
    ),
    "the best of those that no column is called after": Round(
        "Load marks.csv and show the top student in #topper and the highest marks in #max-marks.",
        (_text("topper", "Chen"), _text("max-marks", "95")),
        {"marks.csv": "name,subject,marks\nAsha,Maths,88\nChen,Maths,95\n"},
    ),
    "a product under its own name": Round(
        "Show revenue (quantity * unit_price) of orders.csv in #revenue and list revenue by country in the "
        "table #by-country sorted descending.",
        (
            _text("revenue", "137.50"),
            "document.querySelector('#by-country tbody td').textContent === 'US'",
        ),
        {"orders.csv": ORDERS},
    ),
    "rows in the order asked for": Round(
        "Display orders.csv sorted by quantity, largest first, in a table #orders-table.",
        ("document.querySelector('#orders-table tbody td').textContent === '3'",),
        {"orders.csv": ORDERS},
    ),
    "no more rows than asked for": Round(
        "Create a table #top-orders listing the top 2 orders of orders.csv by unit_price.",
        (
            "document.querySelectorAll('#top-orders tbody tr').length === 2",
            "document.querySelector('#top-orders tbody td').textContent === '4'",
        ),
        {"orders.csv": ORDERS},
    ),
    "a value in another number": Round(
        "Show total income in #in and total expenses in #out from ledger.csv.",
        (_text("in", "100"), _text("out", "30")),
        {"ledger.csv": "type,amount\nincome,100\nexpense,30\n"},
    ),
    "heads counted, not amounts": Round(
        "Add a table #heads with headcount per country from orders.csv.",
        ("document.querySelector('#heads tbody td:last-child').textContent === '2'",),
        {"orders.csv": ORDERS},
    ),
    "a figure after a choice": Round(
        "Add a #status-select filter and show the number of shown orders in #shown from orders.csv.",
        (_text("shown", "4"), "document.querySelector('#status-select').tagName === 'SELECT'"),
        {"orders.csv": ORDERS},
    ),
    "an attachment that the words do not name": Round(
        "Put the sum in the element with ID grandTotal.",
        (_text("grandTotal", "3"),),
        {"a.csv": "n,fee\nx,1\ny,2\n"},
    ),
    "an object of amounts": Round(
        "Sum all values of totals.json in #sum-out.",
        (_text("sum-out", "6"),),
        {"totals.json": '{"north": 1, "south": 2, "east": 3}'},
    ),
    "a bare list of amounts": Round(
        "Sum the numbers of n.json in #sum-out.", (_text("sum-out", "10"),), {"n.json": "[1, 2, 3, 4]"}
    ),
}


@pytest.mark.parametrize("asked", CASES.values(), ids=CASES)
def test_a_figure_means_what_its_words_say(asked: Round, app: Built, visit: Callable[..., Visit]) -> None:
    app = app.asked(asked)
    assert visit(app).verdict(app) == []
    assert app.drafts[-1].notes == ()


@pytest.mark.parametrize(
    "brief",
    [
        "Show the percentage of total quantity that DE has in #figure from orders.csv.",
        "Show the number of orders out of stock in #figure from orders.csv.",
        "Show the total quantity of orders.csv and more.csv in #figure.",
        "Report the count and the average of quantity from orders.csv in #figure.",
        "A cart with its total in #figure from orders.csv.",
    ],
)
def test_a_figure_that_is_beyond_sums_is_left_out_and_said_to_be(brief: str) -> None:
    app = Built().then(brief, [], {"orders.csv": ORDERS, "more.csv": "quantity\n1\n"})
    assert (
        "The element #figure is named, but no part of the offline generator fills it." in app.drafts[0].notes
    )


def test_the_unit_stands_beside_an_amount_and_not_beside_a_count(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then(
        "Show the number of orders of orders.csv in #orders-count and the total unit_price in #money. "
        "Introduce currency select #fx-picker that converts it with r.json; show the active currency "
        "code in #fx-code.",
        [],
        {"orders.csv": ORDERS, "r.json": '{"base": "EUR", "rates": {"EUR": 1, "USD": 1.1}}'},
    )
    seen = visit(app)
    assert seen.sees("document.querySelector('#fx-picker option[value=USD]')")
    assert seen.sees("document.querySelector('#fx-code').closest('.figure').querySelector('#money')")
