"""Every recorded request, each second round applied on the result of the first, judged by its own code."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.generate.offline.harness import Built, Visit

SERIES = [
    ("sum-of-sales-a1b2c.round1", "sum-of-sales-a1b2c.round2a"),
    ("sum-of-sales-a1b2c.round1", "sum-of-sales-a1b2c.round2b"),
    ("sum-of-sales-a1b2c.round1", "sum-of-sales-a1b2c.round2c"),
    ("markdown-to-html-a1b2c.round1", "markdown-to-html-a1b2c.round2a"),
    ("markdown-to-html-a1b2c.round1", "markdown-to-html-a1b2c.round2b"),
    ("markdown-to-html-a1b2c.round1", "markdown-to-html-a1b2c.round2c"),
    ("older-form.round1", "older-form.round2"),
    ("snake-ladder-game.round1", "snake-ladder-game.round2a"),
    (
        "sum-of-sales-a1b2c.round1",
        "sum-of-sales-a1b2c.round2a",
        "sum-of-sales-a1b2c.round2b",
        "sum-of-sales-a1b2c.round2c",
    ),
    (
        "markdown-to-html-a1b2c.round1",
        "markdown-to-html-a1b2c.round2a",
        "markdown-to-html-a1b2c.round2b",
        "markdown-to-html-a1b2c.round2c",
    ),
]


@pytest.mark.parametrize("names", SERIES, ids=lambda names: "+".join(name.split(".")[-1] for name in names))
def test_every_check_of_every_round_is_true(
    names: tuple[str, ...],
    app: Built,
    real_request: Callable[[str], dict[str, Any]],
    visit: Callable[..., Visit],
) -> None:
    for name in names:
        app = app.requested(real_request(name))
    assert visit(app).verdict(app) == []


@pytest.mark.parametrize("names", SERIES[-3:], ids=lambda names: names[0])
def test_with_the_libraries_and_in_the_dark_it_holds_as_well(
    names: tuple[str, ...],
    app: Built,
    real_request: Callable[[str], dict[str, Any]],
    visit: Callable[..., Visit],
) -> None:
    for name in names:
        app = app.requested(real_request(name))
    assert visit(app, cdn=True, width=1280, scheme="dark").verdict(app) == []


def test_nothing_of_a_first_round_is_lost(app: Built, real_request: Callable[[str], dict[str, Any]]) -> None:
    first = app.requested(real_request("sum-of-sales-a1b2c.round1"))
    second = first.requested(real_request("sum-of-sales-a1b2c.round2b"))
    assert first.site is not None
    assert second.site is not None
    assert set(first.site) <= set(second.site)
    assert second.site["data.csv"] == first.site["data.csv"]
    assert 'id="total-sales"' in second.site.text("index.html")


def test_the_same_request_gives_the_same_bytes(real_request: Callable[[str], dict[str, Any]]) -> None:
    fields = real_request("sum-of-sales-a1b2c.round1")
    once, again = Built().requested(fields), Built().requested(fields)
    assert once.site is not None
    assert again.site is not None
    assert dict(once.site) == dict(again.site)


def test_no_expected_number_is_written_into_the_page(
    app: Built, real_request: Callable[[str], dict[str, Any]]
) -> None:
    app = app.requested(real_request("sum-of-sales-a1b2c.round1"))
    assert app.site is not None
    assert [path for path in app.site if b"4585" in app.site[path]] == []
