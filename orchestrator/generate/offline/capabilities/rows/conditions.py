"""Which rows a figure counts: `shipped orders`, `marks above 80`; and what no figure here can be."""

import re

from orchestrator.generate.offline.capabilities.rows.columns import SUMS, latest_column
from orchestrator.generate.offline.reading import plain, spoken
from orchestrator.generate.offline.shapes import Table

Condition = dict[str, str | float]
"""`{"column": …, "is": …, "value": …}` with `is` one of `=`, `>`, `>=`, `<`, `<=`."""

_COMPARED = (
    (">=", r"at least|no less than|>=|≥"),
    ("<=", r"at most|no more than|<=|≤"),
    (">", r"above|over|more than|greater than|exceed(?:s|ing)?|higher than|>"),
    ("<", r"below|under|less than|fewer than|lower than|<"),
)
_AMOUNT = r"\s*[$€£¥₹]?\s*(\d[\d,]*(?:\.\d+)?)\b"
_DERIVED = (
    r"\bpercent\w*|%|\bshare of\b|\b(?:ratio|growth|difference|variance|deviation|cumulative|running total|"
    r"forecast\w*|predict\w*|cart|basket)\b"
)
"""Figures that are computed from other figures, or from what a visitor does."""
_EXCEPTIONS = (
    r"\b(?:where|whose|excluding|except|without|between|than|above|below|combined|together|out of(?! \d)|"
    r"(?:top|best|bottom|first|last) (?:\d+|two|three|five|ten))\b"
)
"""What chooses rows in ways that no condition here says."""


def condition_of(table: Table, text: str) -> Condition | None:
    """The rows that the words from the first aggregate on, or right before it, speak of, if not of all."""
    phrase = _from_aggregate(text)
    return _compared(table, phrase) or _named(table, phrase) or _compared(table, _around_aggregate(text))


def told(condition: Condition | None) -> str:
    """The condition behind a figure's label."""
    return f", {spoken(str(condition['column'])).lower()} {_sign(condition)}" if condition else ""


def _sign(condition: Condition) -> str:
    value = condition["value"]
    return str(value) if condition["is"] == "=" else f"{condition['is']} {value:g}"


def is_beyond(table: Table | None, text: str) -> bool:
    """Whether the words ask for more than one figure over rows that can be chosen: a share, an exception."""
    if is_derived(text):
        return True
    chosen = table is not None and condition_of(table, text) is not None
    return not chosen and re.search(_EXCEPTIONS, _from_aggregate(text), re.IGNORECASE) is not None


def is_derived(text: str) -> bool:
    """Whether the words speak of a figure that is computed from other figures: a ratio, a share."""
    return re.search(_DERIVED, text, re.IGNORECASE) is not None


def _from_aggregate(text: str) -> str:
    first = re.search(SUMS, text, re.IGNORECASE)
    return text[first.start() :] if first else ""


def _around_aggregate(text: str) -> str:
    """The part between commas in which the first aggregate stands: `(stock below 5) count`."""
    first = re.search(SUMS, text, re.IGNORECASE)
    return re.split(r"[,;]", text[: first.start()])[-1] if first else ""


def _compared(table: Table, phrase: str) -> Condition | None:
    for sign, words in _COMPARED:
        found = re.search(rf"(?:\b|(?<=\s))(?:{words}){_AMOUNT}", phrase, re.IGNORECASE)
        column = latest_column(phrase[: found.start()], table.numbers) if found else None
        if found and column:
            return {"column": column, "is": sign, "value": float(found[1].replace(",", ""))}
    return None


def _named(table: Table, phrase: str) -> Condition | None:
    """A value of a column of labels that the phrase names: short ones only in their own capitals."""
    heads = {plain(column) for column in table.columns}
    for column, values in table.values.items():
        for value in sorted(values, key=lambda text: (-len(text), text)):
            if (
                _is_said(value, phrase)
                and plain(value) not in heads
                and not re.fullmatch(SUMS, value, re.IGNORECASE)
            ):
                return {"column": column, "is": "=", "value": value}
    return None


def _is_said(value: str, phrase: str) -> bool:
    """Whether a value stands in the words, in any number and case; a short one only as it is written."""
    if len(value) < _SPELT:
        return len(value) > 1 and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", phrase) is not None
    one = re.escape(value.removesuffix("s"))
    return re.search(rf"(?<!\w){one}(?:e?s)?(?!\w)", phrase, re.IGNORECASE) is not None


_SPELT = 4
"""From this length on a value is known in any case: shorter ones are words of other meanings too."""
