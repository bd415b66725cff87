"""Briefs, names and data that try to be more than text."""

from collections.abc import Callable

import pytest

from orchestrator.generate.offline.reading import words_of
from orchestrator.generate.offline.shapes import tables
from orchestrator.task.model import Check
from tests.generate.offline.harness import Built, Visit, parse_errors

HOSTILE = (
    "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 1'>{{ 7 * 7 }}{% raise %}${1+1}"
)


@pytest.mark.parametrize(
    "brief",
    [
        f'Set the title to "{HOSTILE.replace(chr(39), "")}" and make a counter.',
        f"{HOSTILE}\n\nA portfolio website with projects. {HOSTILE}",
        f"Nobody knows what this is: {HOSTILE}",
        "Make a to-do list with id='x\"><img/onerror=window.hit=1>' in #__proto__ and #constructor.",
    ],
)
def test_a_hostile_brief_stays_text(brief: str, app: Built, visit: Callable[..., Visit]) -> None:
    app = app.then(brief, [HOSTILE, {"js": f"document.querySelector('#a{HOSTILE}')"}])
    seen = visit(app)
    assert seen.page.evaluate("window.hit ?? 0") == 0
    assert seen.flaws() == []
    assert app.site is not None
    assert parse_errors(app.site["index.html"]) == []
    assert "49" not in app.site.text("index.html").split("</script>")[-1]


def test_hostile_cells_and_names_stay_text(app: Built, visit: Callable[..., Visit]) -> None:
    data = (
        "group,amount\n<img src=x "
        'onerror=window.hit=1>,2\n"</td><script>window.hit=1</script>",3\n__proto__,4\n'
    )
    app = app.then(
        "Sum amount of the data into #sum and list each group with its total in a table #groups.",
        [],
        {"it's 50% off & more.csv": data},
    )
    seen = visit(app)
    assert seen.sees("document.querySelector('#sum').textContent === '9'")
    assert seen.text("#groups tbody td").startswith("<img src=x")
    assert seen.page.evaluate("window.hit ?? 0") == 0
    assert seen.flaws() == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\r\n \r\n"),
        ("binary.csv", bytes(range(256)) * 40),
        ("wide.csv", b"a" * 200_000 + b",b\n1,2\n"),
        ("deep.json", b"[" * 100_000),
        ("utf16.csv", "name,amount\nä,1\n".encode("utf-16")),
        ("null.json", b"null"),
        ("mixed.json", b'[{"a": 1}, 2, null]'),
    ],
)
def test_broken_data_builds_a_page_that_says_so_or_shows_it(
    name: str, data: bytes, app: Built, visit: Callable[..., Visit]
) -> None:
    seen = visit(app.then(f"Sum the amount column of {name} into #total.", [], {name: data}))
    assert seen.problems == []
    assert seen.page.locator("h1").count() == 1


def test_a_spreadsheet_that_no_page_reads_is_said_to_be_unread() -> None:
    app = Built().then("Show the total of sales from data.xlsx in #total.", [], {"data.xlsx": b"PK"})
    assert app.drafts[0].notes == (
        "Not built: Show the total of sales from data.xlsx in #total.",
        "The element #total is named, but no part of the offline generator fills it.",
    )


def test_a_utf16_table_is_read_as_such() -> None:
    (table,) = tables({"t.csv": "name,amount\nä,1\n".encode("utf-16")})
    assert table.columns == ("name", "amount")
    assert table.numbers == {"amount"}


@pytest.mark.parametrize(
    "brief",
    ["#a" * 40_000, "image " * 16_000, "sum of the " * 9_000 + "column", "(" * 90_000, "a.csv " * 15_000],
)
def test_a_huge_brief_is_read_without_going_quadratic(brief: str) -> None:
    built = Built().then(brief, [{"js": "#b1 " * 4_000} for _ in range(50)])
    assert built.site is not None


def test_code_names_its_elements_whichever_way_it_finds_them() -> None:
    words = words_of(
        "",
        [
            Check(kind="js", body=body)
            for body in (
                "document.getElementById('by-id').dataset.someKey === 'x'",
                "document.querySelector(\"#sel option[value='USD']\")",
                "document.querySelector('form#lookup').tagName === 'FORM'",
                "document.querySelector('#num').textContent.includes(',')",
                "getComputedStyle(x).color === '#336699'",
            )
        ],
    )
    assert {name: (facts.tag, facts.attributes, facts.comma) for name, facts in words.facts.items()} == {
        "by-id": (None, ("data-some-key",), False),
        "sel": ("select", (), False),
        "lookup": ("form", (), False),
        "num": (None, (), True),
    }
