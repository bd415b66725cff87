"""Names of files that come from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import InvalidField, UnsafePath
from orchestrator.records.site import Site
from orchestrator.text.paths import checked_path


@pytest.mark.parametrize(
    "path",
    ["index.html", "a/b/c.css", ".nojekyll", "données.csv", ".github/workflows/x.yml", "console.js", "git~a"],
)
def test_ordinary_names_pass(path: str) -> None:
    assert checked_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "", "/etc/passwd", "../x", "a/../b", "./a", "a//b", "a/", "C:/x", "a\\b", "nul", "Con.txt",
        "a/aux.js", "x.", " x", "a /b", "\u202etxt.exe", "a\x00b", "e\u0301.txt", ".git/config",
        "sub/.GIT/hooks", "x" * 121, "x/" * 130, "what?.html", "a\u200bb",
        "git~1/x", "GIT~2", ".g\u206ait/x", ".g\u200cit", "\ufeff.git", "con .txt",
        "com¹.txt", "CONIN$", "a\ud800", "a\x85b",
    ],
)  # fmt: skip
def test_dangerous_names_are_refused(path: str) -> None:
    with pytest.raises(UnsafePath):
        checked_path(path)


@given(st.text(max_size=300))
def test_what_passes_stays_below_the_root(path: str) -> None:
    try:
        checked_path(path)
    except UnsafePath:
        return
    assert not path.startswith("/")
    assert not {"", ".", ".."} & set(path.split("/"))


def test_a_site_has_no_file_where_it_needs_a_folder() -> None:
    with pytest.raises(InvalidField) as caught:
        Site({"a": b"", "a/b": b""})
    assert str(caught.value) == "a/b: expected no file where a folder is needed"
