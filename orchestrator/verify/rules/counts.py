"""How many words a sentence asks for."""

import re

from orchestrator.verify.plan.check_types import Method
from orchestrator.verify.rules.context import Asked
from orchestrator.verify.rules.files import worded

_WORDS = re.compile(
    r"(?:(?P<exactly>exactly\s+)?(?P<least>\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s*(?:-|\u2013|to|and)\s*(?P<most>\d+))?)[- ]words?\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?P<bound>at least|min(?:imum)?(?: of)?|over|more than|at most|max(?:imum)?(?: of)?|under|up to|"
    r"no more than)\s*$",
    re.IGNORECASE,
)
_NUMBERS = {
    name: n
    for n, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}


def word_count(match: re.Match[str], _asked: Asked) -> Method | None:
    """A text has so many words; None where the sentence names no number."""
    bounds = word_bounds(match["words"])
    return worded(match["file"] or "README.md", *bounds) if bounds else None


def word_bounds(text: str) -> tuple[int, int] | None:
    """The fewest and the most words that a text asks for, as in `300-400 words`; None if it asks for none."""
    match = _WORDS.search(text)
    return _bounds(match, text) if match else None


def _bounds(match: re.Match[str], text: str) -> tuple[int, int]:
    least = _number(match["least"])
    if match["most"]:
        return least, int(match["most"])
    bound = _BOUND.search(text[: match.start()])
    if not bound:
        return least, least
    return (
        (1, least)
        if bound["bound"].lower()[:2] in {"at", "ma", "un", "up", "no"}
        and "least" not in bound["bound"].lower()
        else (least, 10**9)
    )


def _number(text: str) -> int:
    return _NUMBERS.get(text.lower()) or int(text)
