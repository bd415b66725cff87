import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.generate.reply.edits import Edit, Edited, apply_edits

CODE = (
    "function sum(rows) {\n    let total = 0;\n    for (const row of rows) {\n"
    "        total += row;\n    }\n    return total;\n}\n"
)


def one(text: str, search: str, replace: str) -> Edited:
    return apply_edits(text, [Edit(search, replace)])


@pytest.mark.parametrize(
    ("text", "search", "replace", "result"),
    [
        pytest.param("a\nb\nc\n", "b", "B", "a\nB\nc\n", id="a whole line"),
        pytest.param("a\nb\nc\n", "a\nb", "x", "x\nc\n", id="several lines"),
        pytest.param("let total = 1;\n", "total", "sum", "let sum = 1;\n", id="a piece of a line"),
        pytest.param("foobar\nfoo\n", "foo", "x", "foobar\nx\n", id="a whole line goes before a piece"),
        pytest.param("a \nb\t\nc\n", "a\nb", "x\ny", "x\ny\nc\n", id="spaces at the end"),
        pytest.param(
            "  if (x) {\n    y();\n  }\n", "if (x) {\n  y();\n}", "z();", "  z();\n", id="indentation"
        ),
        pytest.param(
            "\tf();\n\tg();\n", "f();\ng();", "f();\nh();", "\tf();\n\th();\n", id="tabs for nothing"
        ),
        pytest.param(
            "\tif (a) {\n\t\tb();\n\t}\n",
            "  if (a) {\n    b();\n  }",
            "  if (a) {\n    b();\n    c();\n  }",
            "\tif (a) {\n\t\tb();\n\t\tc();\n\t}\n",
            id="tabs for spaces, at every depth",
        ),
        pytest.param(
            "if a:\n  b()\n",
            "    if a:\n        b()",
            "    if a:\n        c()",
            "if a:\n  c()\n",
            id="another step of indentation",
        ),
        pytest.param("s = \u201chi\u201d \u2013 ok\n", 's = "hi" - ok', "s = 1", "s = 1\n", id="look-alikes"),
        pytest.param("a\u00a0b\n", "a b", "c", "c\n", id="a no-break space"),
        pytest.param("a\nb\nc\n", "b", "", "a\nc\n", id="deletes a line"),
        pytest.param("", "", "a\nb", "a\nb\n", id="writes a file that is not there yet"),
        pytest.param("a\r\nb\r\nc\r\n", "b\nc", "x", "a\r\nx\r\n", id="CRLF stays"),
    ],
)
def test_an_edit_finds_its_one_place(text: str, search: str, replace: str, result: str) -> None:
    edited = one(text, search, replace)
    assert (edited.text, edited.failed_edits, edited.applied) == (result, (), 1)


@pytest.mark.parametrize(
    ("text", "search", "reason"),
    [
        pytest.param(
            "a\nb\na\n", "a", "its search text fits 2 places; it must fit exactly one", id="two lines"
        ),
        pytest.param("aXbX", "X", "its search text fits 2 places; it must fit exactly one", id="two pieces"),
        pytest.param(
            "  a;\n    a;\n",
            "      a;",
            "its search text fits 2 places; it must fit exactly one",
            id="indented",
        ),
        pytest.param("a\n", "z", "its search text fits nowhere", id="nowhere"),
        pytest.param("a\n", " \n", "its search text is empty", id="empty"),
        pytest.param("", "x", "its search text fits nowhere", id="in an empty file"),
    ],
)
def test_an_edit_that_does_not_fit_once_changes_nothing(text: str, search: str, reason: str) -> None:
    edited = one(text, search, "new")
    assert edited.text == text
    assert [failed_edit.reason for failed_edit in edited.failed_edits] == [reason]


def test_the_nearest_real_lines_are_told() -> None:
    text = "\n".join(f"line {n}" for n in range(100)) + "\n" + CODE
    (failed_edit,) = one(text, "let total = 1;\nfor (const entry of rows) {", "x").failed_edits
    assert "let total = 0;\n    for (const row of rows) {" in failed_edit.nearest
    assert len(failed_edit.nearest.split("\n")) == 12


def test_edits_that_fit_are_applied_although_another_does_not() -> None:
    edited = apply_edits(
        CODE,
        [Edit("let total = 0;", "let total = 1;"), Edit("nope", "x"), Edit("return total;", "return 1;")],
    )
    assert "let total = 1;" in edited.text
    assert "return 1;" in edited.text
    assert (edited.applied, len(edited.failed_edits)) == (2, 1)


def test_a_later_edit_sees_what_an_earlier_one_wrote() -> None:
    assert apply_edits("a\n", [Edit("a", "b"), Edit("b", "c")]).text == "c\n"


lines = st.lists(st.text("ab \t'", max_size=6), min_size=1, max_size=8).map("\n".join)


@given(lines, lines, lines)
def test_an_edit_fits_exactly_once_or_leaves_the_text_alone(text: str, search: str, replace: str) -> None:
    edited = one(text, search, replace)
    assert edited.applied + len(edited.failed_edits) == 1
    if edited.failed_edits:
        assert edited.text == text


def test_many_equal_lines_are_searched_in_linear_time() -> None:
    text, search = "x\n" * 50_000, "\n".join(["x"] * 1_000)
    assert one(text, search, "y").failed_edits[0].reason.startswith("its search text fits")
