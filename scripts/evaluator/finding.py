"""What an evaluation yields: one finding for each thing that was looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, the result, and the evidence."""

    what: str
    result: Literal["passed", "failed", "not judged"]
    seen: str


def found(what: str, good: bool, seen: str) -> Finding:
    """A finding of something that a program can decide."""
    return Finding(what, "passed" if good else "failed", seen)


def score(findings: Sequence[Finding]) -> tuple[int, int]:
    """How many findings passed, of how many that could be judged."""
    results = [finding.result for finding in findings]
    return results.count("passed"), len(results) - results.count("not judged")
