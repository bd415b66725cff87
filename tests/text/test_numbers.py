"""Whole numbers, of any length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.text.numbers import read_int


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 42 ", 42),
        ("100", 100),
        ("101", None),
        ("0" * 5000 + "7", 7),
        ("9" * 5000, None),
        ("٤٢", 42),
        ("²", None),
        ("-1", None),
        ("1_0", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_a_number_is_read_up_to_its_limit(text: str, number: int | None) -> None:
    assert read_int(text, 100) == number


@given(st.text(), st.integers(min_value=0))
def test_no_text_raises(text: str, most: int) -> None:
    number = read_int(text, most)
    assert number is None or 0 <= number <= most
