"""Apps on rows of data at work: filters, currencies, charts, pages, a file of the reader's own."""

from collections.abc import Callable

from tests.generate.offline.harness import Built, Visit

SALES = "product,region,sales\nWidget,North,10.5\nGadget,South,20\nWidget,South,5\n"

RATES = '{"base": "USD", "rates": {"USD": 1, "EUR": 0.5}}'


def _sales(app: Built) -> Built:
    return app.then(
        "Sum the sales column of data.csv into #total-sales with a table #by-product of total sales for "
        "each product, a region "
        "filter #region-filter that sets data-region on #total-sales, and a currency select #cur using "
        "rates.json.",
        [],
        {"data.csv": SALES, "rates.json": RATES},
    )


def test_a_filter_changes_total_table_and_attribute_together(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(_sales(app))
    assert seen.sees("document.querySelectorAll('#region-filter option').length === 3")
    seen.page.select_option("#region-filter", "South")
    assert seen.sees("document.querySelector('#total-sales').textContent === '25.00'")
    assert seen.page.get_attribute("#total-sales", "data-region") == "South"
    assert seen.page.locator("#by-product tbody").inner_text().split() == [
        "Gadget",
        "20.00",
        "Widget",
        "5.00",
    ]
    seen.page.select_option("#region-filter", "all")
    assert seen.sees("document.querySelector('#total-sales').textContent === '35.50'")


def test_a_currency_converts_what_the_filter_left(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(_sales(app))
    assert seen.sees("!!document.querySelector(\"#cur option[value='EUR']\")")
    seen.page.select_option("#cur", "EUR")
    seen.page.select_option("#region-filter", "North")
    assert seen.sees("document.querySelector('#total-sales').textContent === '5.25'")


def test_a_file_of_the_readers_own_is_shown(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then("Build a viewer where the user can upload a CSV and see it in a table #csv-table."))
    seen.page.set_input_files(
        "#csv-file", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x;y\n1;2\n3;4\n"}
    )
    assert seen.sees("document.querySelectorAll('#csv-table tbody tr').length === 2")
    seen.page.click("#csv-table th:last-child button")
    seen.page.click("#csv-table th:last-child button")
    assert seen.says("#csv-table tbody td", "3")
    assert seen.flaws() == []


def test_the_rows_shown_are_downloaded(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "Sum sales of data.csv into #t, filter by region with #region-filter, a button #export-csv to "
        "download them.",
        [],
        {"data.csv": SALES},
    )
    seen = visit(app)
    assert seen.sees("document.querySelectorAll('#region-filter option').length === 3")
    seen.page.select_option("#region-filter", "North")
    with seen.page.expect_download() as waiting:
        seen.page.click("#export-csv")
    assert waiting.value.path().read_text() == "product,region,sales\nWidget,North,10.5"


def test_a_missing_data_file_is_said_on_the_page_and_in_the_notes(
    app: Built, visit: Callable[..., Visit]
) -> None:
    app = app.then("Sum the sales column of data.csv into #total-sales.")
    seen = visit(app)
    assert seen.sees(
        "document.body.textContent.includes('data.csv could not be read: the server answered 404.')"
    )
    assert app.drafts[0].notes == (
        (
            "Not built: The file data.csv is named, but it did not come with the request, and its content "
            "cannot be made up."
        ),
    )


def test_a_chart_without_its_library_is_drawn_by_the_page(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "Draw a bar chart #c of sales by region from data.csv with Chart.js.", [], {"data.csv": SALES}
    )
    plain = visit(app)
    assert plain.sees("document.querySelectorAll('.bar-row').length === 2")
    drawn = visit(app, cdn=True)
    assert drawn.sees("window.Chart?.getChart('c')?.data.datasets[0].data.join() === '10.5,25'")
    assert [*plain.flaws(), *drawn.flaws()] == []


def test_pages_of_rows_are_turned_and_follow_a_search(app: Built, visit: Callable[..., Visit]) -> None:
    people = "name,age\n" + "".join(f"P{number},{number}\n" for number in range(12))
    app = app.then(
        "Show people.csv in a table #people with pagination, 5 rows per page: #prev, #next, #page-info. A "
        "search box #find.",
        [],
        {"people.csv": people},
    )
    seen = visit(app)
    assert seen.sees("document.querySelectorAll('#people tbody tr').length === 5")
    seen.page.click("#next")
    seen.page.click("#next")
    assert seen.says("#page-info", "Page 3 of 3")
    assert seen.page.locator("#people tbody td:first-child").all_inner_texts() == ["P10", "P11"]
    seen.page.fill("#find", "p11")
    assert seen.says("#page-info", "Page 1 of 1")
    assert app.drafts[0].notes == ()
    assert seen.flaws() == []


def test_a_chart_changes_its_shape_and_rows_keep_to_a_range(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "Bar chart #chart of Net Amount per product from orders.csv and a table #orders of all rows.",
        [],
        {"orders.csv": "product,Net Amount\nTea,1200\nCoffee,256\n"},
    ).then("Add a #chart-type select for bar and line and an input #min-amount that hides orders below it.")
    assert app.drafts[-1].notes == ()
    seen = visit(app, cdn=True)
    assert seen.sees("window.Chart?.getChart('chart')?.config.type === 'bar'")
    seen.page.select_option("#chart-type", "line")
    assert seen.sees("window.Chart.getChart('chart').config.type === 'line'")
    seen.page.fill("#min-amount", "1000")
    assert seen.sees("document.querySelectorAll('#orders tbody tr').length === 1")


def test_groups_come_in_the_order_that_is_said(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(
        app.then(
            "Show the overall sales in #overall and a table #by-product listing each product's total, "
            "smallest first.",
            [],
            {"data.csv": SALES},
        )
    )
    assert seen.says("#overall", "35.50")
    assert seen.page.locator("#by-product tbody").inner_text().split() == [
        "Widget",
        "15.50",
        "Gadget",
        "20.00",
    ]
