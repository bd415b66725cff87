"""Briefs, names and data that try to be more than text."""

import pytest

from tests.generate.offline.harness import Built, Open

HOSTILE = (
    "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 1'>{{ 7 * 7 }}{% raise %}${1+1}"
)


@pytest.mark.parametrize("brief", [
    f'Set the title to "{HOSTILE.replace(chr(39), "")}" and sum the amount of data.csv in #sum.',
    f"{HOSTILE}\n\nA portfolio website with projects. {HOSTILE}",
    f"Nobody knows what this is: {HOSTILE}",
    f'Render data.md as Markdown and cache a GitHub username in localStorage under "{HOSTILE}".',
    "Sum amount of data.csv in id='x\"><img/onerror=window.hit=1>' and #__proto__ and #constructor-total.",
])  # fmt: skip
def test_a_hostile_brief_stays_text(brief: str, visit: Open) -> None:
    files = {"data.csv": "amount\n1\n", "data.md": "# Hi"}
    app = Built().then(brief, [f"document.querySelector('#a{HOSTILE}')"], files)
    seen = visit(app)
    assert seen.page.evaluate("window.hit ?? 0") == 0
    assert seen.flaws(app) == []
    assert "49" not in app.html.split("</script>")[-1]


@pytest.mark.parametrize(
    "brief", ["Sum amount in #sum, each group with its total in a table #groups.", "Hm."]
)
def test_hostile_cells_and_names_stay_text(brief: str, visit: Open) -> None:
    cells = ("<img src=x onerror=window.hit=1>", '"</td><script>window.hit=1</script>"', "__proto__")
    data = "group,amount\n" + "".join(f"{cell},3\n" for cell in cells)
    app = Built().then(brief, [], {"it's 50% off & more.csv": data})
    seen = visit(app)
    assert seen.sees("document.querySelectorAll('tbody tr').length === 3")
    assert seen.page.inner_text("tbody td").startswith("<img src=x")
    assert seen.page.evaluate("window.hit ?? 0") == 0
    assert seen.flaws(app) == []


BROKEN = {
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 40,
    "wide.csv": b"a" * 200_000 + b",b\n1,2\n",
    "deep.json": b"[" * 100_000,
    "null.json": b"null",
    "mixed.json": b'[{"a": 1}, 2, null]',
    "latin.csv": "name,amount\nä,1\n".encode("cp1252"),
    "book.xlsx": b"PK",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_data_makes_no_broken_page(name: str, visit: Open) -> None:
    app = Built().then(f"Sum the amount column of {name} into #total.", [], {name: BROKEN[name]})
    seen = visit(app)
    assert seen.problems == []
    assert seen.page.locator("h1").count() == 1
    assert (app.notes == ()) == (name == "latin.csv")


@pytest.mark.parametrize(
    "brief",
    ["#a" * 40_000, "image " * 16_000, "sum of the " * 9_000 + "column", "(" * 90_000, "a.csv " * 15_000],
)
def test_a_huge_brief_is_read_in_time(brief: str) -> None:
    assert Built().then(brief, ["#b1 " * 4_000] * 12, {"a.csv": "total\n1\n"}).html
