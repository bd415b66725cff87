"""What an evaluation yields: one finding for each thing that was looked at."""

from dataclasses import dataclass
from typing import Literal

Result = Literal["passed", "failed", "not judged"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, the result, and the evidence."""

    what: str
    result: Result
    seen: str


def found(what: str, good: bool, seen: str) -> Finding:
    """A finding of something that a program can decide."""
    return Finding(what, "passed" if good else "failed", seen)


def score(findings: list[Finding]) -> tuple[int, int]:
    """How many findings passed, of how many that could be judged."""
    judged = [finding for finding in findings if finding.result != "not judged"]
    return sum(finding.result == "passed" for finding in judged), len(judged)
