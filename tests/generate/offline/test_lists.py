"""Lists that a visitor makes: what is added stays, is added up, and goes again."""

from collections.abc import Callable

import pytest

from tests.generate.offline.harness import Built, Visit

EXPENSES = (
    "Expense tracker: #what, #amount and #category inputs, button #add-expense, a table #expenses and the "
    "total in #total. Keep everything in localStorage."
)


def _add(seen: Visit, button: str, **values: str) -> None:
    for name, value in values.items():
        seen.page.fill(f"#{name}", value)
    seen.page.click(f"#{button}")


def test_expenses_are_added_up_by_group_and_stay(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(EXPENSES).then(
        "Add a table #by-category with the total of each category and a #search box."
    )
    assert app.drafts[-1].notes == ()
    seen = visit(app)
    _add(seen, "add-expense", what="Lunch", amount="12.5", category="Food")
    _add(seen, "add-expense", what="<b>Bus</b>", amount="2.5", category="Travel")
    _add(seen, "add-expense", what="Tea", amount="3", category="Food")
    seen.page.reload()
    assert seen.says("#total", "18")
    assert seen.page.locator("#by-category tbody").inner_text().split() == ["Food", "15.50", "Travel", "2.50"]
    seen.page.fill("#search", "<b>")
    assert seen.page.locator("#expenses tbody tr").count() == 1
    seen.page.click("#expenses tbody button")
    assert seen.says("#total", "15.50")
    assert seen.flaws() == []


def test_an_entry_without_what_it_needs_is_refused(app: Built, visit: Callable[..., Visit]) -> None:
    seen = visit(app.then(EXPENSES))
    _add(seen, "add-expense", what="Lunch", amount="")
    assert seen.says("#expenses-problem", "Please fill in: Amount.")
    assert seen.page.locator("#expenses tbody tr").count() == 0


def test_an_invoice_has_lines_and_only_a_tax_that_is_named(app: Built, visit: Callable[..., Visit]) -> None:
    brief = (
        "Invoice: fields #item, #qty, #price and button #add-item; table #lines, then #subtotal, #tax{} and "
        "#grand-total."
    )
    seen = visit(app.then(brief.format(" (18%)")))
    _add(seen, "add-item", item="Pen", qty="2", price="50")
    assert seen.says("#grand-total", "118")
    assert "100" in seen.text("#lines tbody tr")
    untold = Built().then(brief.format("")).drafts[0].notes
    assert "The element #tax is named, but no part of the offline generator fills it." in untold


def test_things_to_do_are_filtered_and_cleared(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then("To-do list with #new, #add and #list.").then(
        "Filter buttons #filter-all, #filter-active and #filter-completed, and a #clear-completed button."
    )
    assert app.drafts[-1].notes == ()
    seen = visit(app)
    _add(seen, "add", new="Milk")
    _add(seen, "add", new="Bread")
    seen.page.check("#list li:first-child input")
    seen.page.click("#filter-active")
    assert seen.page.locator("#list li:visible").all_inner_texts() == ["Bread\nRemove"]
    seen.page.click("#clear-completed")
    seen.page.click("#filter-all")
    assert seen.page.locator("#list li").count() == 1


@pytest.mark.parametrize(
    "brief",
    [
        "Contact form with #name, #mail, a #submit button and #error-list.",
        "Save the settings: #volume, #save and #status.",
    ],
)
def test_other_forms_are_no_list(brief: str) -> None:
    app = Built().then(brief)
    assert app.site is not None
    assert '"kind": "entries"' not in app.site.text("app.json")


def test_notes_are_a_list_without_the_word(app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(
        "A sticky notes app: textarea #note-input, button #add-note, notes in #notes, each with a delete "
        "button, saved in localStorage. Empty notes are not added."
    )
    assert app.drafts[-1].notes == ()
    seen = visit(app)
    _add(seen, "add-note", **{"note-input": "Buy milk"})
    seen.page.reload()
    assert "Buy milk" in seen.text("#notes")
