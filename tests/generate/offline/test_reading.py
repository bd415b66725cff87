"""What is read out of a request's words."""

import pytest

from orchestrator.generate.offline.capabilities.rows.columns import group_column, latest_column, spoken_column
from orchestrator.generate.offline.catalogue import CATALOGUE
from orchestrator.generate.offline.describe import _USE
from orchestrator.generate.offline.fragments import TEMPLATES
from orchestrator.generate.offline.libraries import links_of, named_in
from orchestrator.generate.offline.reading import word_at, words_of
from orchestrator.generate.offline.shapes import rate_files, tables
from orchestrator.task.model import Check
from tests.generate.offline.harness import Built


@pytest.mark.parametrize(
    ("brief", "title"),
    [
        ('Sets the title to "Sales Summary a1" and more', "Sales Summary a1"),
        ("the page title should be 'Hello'.", "Hello"),
        ("titled “Curly one”", "Curly one"),
        ("Use the title `Ticks`", "Ticks"),
        ("A page about titles", None),
    ],
)
def test_a_title_in_quotes_is_the_title(brief: str, title: str | None) -> None:
    assert words_of(brief, ()).title == title


def test_a_title_in_the_code_outranks_the_one_in_the_prose() -> None:
    words = words_of("Title: 'Prose'", [Check(kind="js", body="document.title === `It's code`")])
    assert words.title == "It's code"


@pytest.mark.parametrize(
    ("brief", "ids"),
    [
        ("put it in #total-sales, please", ("total-sales",)),
        ('a form with id="github-user-23f@x.example-2025"', ("github-user-23f@x.example-2025",)),
        ("an element with id 'out' and a <div id=raw>", ("out", "raw")),
        ("in the colour #336699 on #fff, see https://x.example/#top and item #3", ("fff",)),
    ],
)
def test_ids_are_found_in_every_spelling(brief: str, ids: tuple[str, ...]) -> None:
    assert words_of(brief, ()).ids == ids


def test_file_names_are_found_and_libraries_are_none_of_them() -> None:
    words = words_of(
        "Use data/in.csv, uid.txt and LICENSE with highlight.js; see https://x.example/a.json.", ()
    )
    assert words.files == ("data/in.csv", "uid.txt", "LICENSE")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("each Category", "categories"),
        ("by city", "City"),
        ("the unit prices", "Unit_Price"),
        ("per bus", "bus"),
    ],
)
def test_a_column_is_known_in_plural_and_other_case(text: str, column: str) -> None:
    assert word_at(text, column) >= 0


def test_the_column_that_stands_last_is_meant() -> None:
    assert (
        latest_column("sum the price, then the total price", ["price", "total", "total price"])
        == "total price"
    )
    assert spoken_column("sums its Net Revenue column") == "Net Revenue"


def test_a_group_follows_its_preposition_and_months_come_from_dates() -> None:
    (table,) = tables({"t.csv": b"day,team,city,goals\n2024-01-02,Red,Rome,1\n"})
    assert group_column(table, "total goals of the team per city") == "city"
    assert group_column(table, "total goals per month") == "month"


@pytest.mark.parametrize(
    "text",
    [
        '{"base": "USD", "rates": {"EUR": 0.9}}',
        '{"EUR": 0.9, "USD": 1}',
        '[{"currency": "EUR", "value": 0.9}]',
        '{"base_code": "USD", "conversion_rates": {"EUR": 0.9}}',
    ],
)
def test_rates_are_known_in_every_shape(text: str) -> None:
    assert rate_files({"x.json": text.encode(), "y.json": b'{"a": [1]}'}) == ("x.json",)


def test_a_library_is_pinned_with_integrity_and_another_version_without() -> None:
    pinned, script = links_of(named_in(words_of("Bootstrap 5", ())))
    assert pinned.url.endswith("bootstrap@5.3.9/dist/css/bootstrap.min.css")
    assert all(link.integrity and link.integrity.startswith("sha384-") for link in (pinned, script))
    assert [link.integrity for link in links_of(named_in(words_of("bootstrap v5.1.3", ())))] == [None, None]


def test_every_capability_has_a_fragment_and_a_sentence_on_its_use() -> None:
    folder = TEMPLATES / "features"
    for capability in CATALOGUE:
        assert list(folder.glob(f"{capability.kind}.*")), capability.kind
        assert capability.kind in _USE


def test_the_readme_tells_how_each_feature_is_used() -> None:
    draft = Built().then("Build a to-do list and a calculator.").drafts[0]
    assert draft.about.usage.splitlines() == [
        "- Type what is to be done and press Add; tick what is done. The list stays in this browser.",
        "- Type a calculation or press the keys; Enter or = solves it.",
    ]
    assert draft.about.summary == "This page keeps a list of things to do and calculates."


def test_a_file_that_nobody_brought_is_told_not_invented() -> None:
    app = Built().then("Create dilemma.json, uid.txt and LICENSE.", [], {"uid.txt": "abc"})
    assert app.site is not None
    assert "dilemma.json" not in app.site
    assert app.drafts[0].notes == (
        (
            "Not built: The file dilemma.json is named, but it did not come with the request, "
            "and its content "
            "cannot be made up."
        ),
    )


def test_an_unknown_brief_is_set_out_and_said_to_be_unbuilt() -> None:
    app = Built().then("Compose a symphony for #violins.")
    assert app.drafts[0].notes == (
        "Not built: Compose a symphony for #violins.",
        "The element #violins is named, but no part of the offline generator fills it.",
    )
    assert app.site is not None
    assert "Compose a symphony" in app.site.text("index.html")
