"""What an evaluator's look yields."""

from dataclasses import dataclass
from typing import Literal

Result = Literal["passed", "failed", "by hand"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and what was seen."""

    what: str
    result: Result
    seen: str


def found(what: str, good: bool, seen: str) -> Finding:
    """A finding of something that a program can decide."""
    return Finding(what, "passed" if good else "failed", seen)
