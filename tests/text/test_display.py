"""What strangers wrote is shown on one line and commands nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.text.display import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Sales region ##[set-env name=a]b", "Sales region ## [set-env name=a]b"),
        ("::set-output name=final::true", ": :set-output name=final: :true"),
        ("first\n::add-mask::e\r::stop-commands::x", "first : :add-mask: :e : :stop-commands: :x"),
        ("###[x]", "### [x]"),
        (":::error::x", ":: :error: :x"),
        ("#\u200b#[x] and :\u200b:x", "# #[x] and : :x"),
        ("an IPv6 host ::1 stays", "an IPv6 host ::1 stays"),
        ("tab\tnull\0bell\x07\x1b[31mred\u202e\ud800\u2028end", "tab null bell [31mred end"),
        ("  spaces   shrink  ", "spaces shrink"),
        ("x" * 10, "x" * 10),
        ("x" * 11, "x" * 9 + "…"),
    ],
)
def test_a_line_is_safe_to_print(text: str, line: str) -> None:
    limit = 10 if text.startswith("xx") else 300
    assert one_line(text, limit) == line


@given(st.text(st.sampled_from("#:[ab]\n\r\u200b \0…"), max_size=40), st.integers(2, 30))
def test_no_text_makes_a_command_and_a_second_pass_changes_nothing(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert line.isprintable()
    assert len(line) <= limit
    assert not re.search(r"##\[|::[A-Za-z]", line)
    assert one_line(line, limit) == line


def test_a_huge_text_is_cut() -> None:
    assert one_line("a" * 50_000_000, 20) == "a" * 19 + "…"
    assert one_line(" " * 50_000_000, 20) == "…"
