"""Which links of the first page lead to further pages of the site."""

from orchestrator.verify.page.page_inspection import further_pages

HOME = "http://127.0.0.1:1/app/"
FILES = {
    "index.html": b"i",
    "two.html": b"2",
    "d/index.html": b"d",
    "same.html": b"2",
    "given.html": b"g",
    "data.csv": b"a,b",
}


def found(*links: str) -> list[str]:
    return [
        page.removeprefix(HOME)
        for page in further_pages([HOME + x for x in links], HOME, FILES, ["given.html"])
    ]


def test_each_page_is_seen_once_with_its_query() -> None:
    assert found("two.html?id=3#top", "two.html", "two", "same.html", "d/") == ["two.html?id=3", "d/"]


def test_the_first_page_what_was_given_data_and_what_is_not_there_are_left_out() -> None:
    assert found("", "index.html#x", "./?q=1", "given.html", "data.csv", "gone.html") == []


def test_pages_of_others_are_left_out() -> None:
    others = ["http://127.0.0.1:1/other/two.html", "https://sea.example/app/two.html", "mailto:a@b.co"]
    assert list(further_pages(others, HOME, FILES)) == []


def test_a_site_at_the_root_of_its_host_has_further_pages_too() -> None:
    home = "https://ada.example/"
    assert list(further_pages([f"{home}two.html"], home, FILES)) == [f"{home}two.html"]
