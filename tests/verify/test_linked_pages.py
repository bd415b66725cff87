"""Which links of the first page lead to further pages of the site."""

import pytest

from orchestrator.verify.page.page_inspection import further_pages

HOME = "http://127.0.0.1:1/app/"
FILES = {
    "index.html": b"i", "two.html": b"2", "d/index.html": b"d", "same.html": b"2", "given.html": b"g",
    "data.csv": b"a,b",
}  # fmt: skip


@pytest.mark.parametrize(
    ("home", "links", "found"),
    [
        # each page once, with its query
        (HOME, ("two.html?id=3#top", "two.html", "two", "same.html", "d/"), ["two.html?id=3", "d/"]),
        # neither the first page, nor what was given, nor data, nor what is not there
        (HOME, ("", "index.html#x", "./?q=1", "given.html", "data.csv", "gone.html"), []),
        ("https://ada.example/", ("two.html",), ["two.html"]),
    ],
)
def test_links_lead_to_further_pages(home: str, links: tuple[str, ...], found: list[str]) -> None:
    pages = further_pages([home + link for link in links], home, FILES, ["given.html"])
    assert [page.removeprefix(home) for page in pages] == found


def test_pages_of_others_are_left_out() -> None:
    others = ["http://127.0.0.1:1/other/two.html", "https://sea.example/app/two.html", "mailto:a@b.co"]
    assert list(further_pages(others, HOME, FILES)) == []
