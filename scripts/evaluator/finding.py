"""What an evaluation yields: one finding for each thing that was looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.table import Table


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


def folded_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table for a terminal; long words are broken, never cut."""
    table = Table()
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    return table


def findings_table(findings: Iterable[Finding]) -> Table:
    """Findings for a terminal."""
    return folded_table(("result", "what", "seen"), ((f.result, f.what, f.seen) for f in findings))
