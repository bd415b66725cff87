"""Compares verdicts, says to a model precisely what failed, and shows all to a person in a terminal."""

import textwrap
from collections.abc import Iterator

from orchestrator.records import CheckResult, Kind, Status, Verdict
from orchestrator.text.display import one_line

LONGEST = 6000
"""Characters of what a model is told."""
WIDTH = 118
"""Columns of the table where nobody says how many there are."""
_INDENT = 18
MARKS = {Status.PASSED: "pass", Status.FAILED: "FAIL", Status.NOT_RUN: "----"}


def better(a: Verdict, b: Verdict) -> bool:
    """Whether `a` is better than `b`: fewer refusals, then fewer checks not passed, then more passed.

    A check that was not run counts like a failed one: no evidence is no success.
    """
    return _rank(a) > _rank(b)


def _rank(verdict: Verdict) -> tuple[int, int, int]:
    passed, *others = (len(verdict.counted(status)) for status in Status)
    return -len(verdict.refusals), -sum(others), passed


def failures_text(verdict: Verdict) -> str:
    """One short paragraph per failed check: the check, what was expected, what was seen, and where."""
    text = "\n\n".join(map(_paragraph, verdict.counted(Status.FAILED)))
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit("\n\n", 1)[0] + "\n\n(further failures left out)"


def _paragraph(result: CheckResult) -> str:
    every = result.kind in {Kind.GATE, Kind.ALWAYS}
    origin = "asked of every site" if every else f"round {result.round}"
    evidence = [f"  {name}: {value}" for name, value in _evidence(result)]
    return "\n".join([f"FAILED ({origin}): {result.check}", *evidence])


def _evidence(result: CheckResult) -> Iterator[tuple[str, str]]:
    for name in ("expected", "seen", "where"):
        if value := getattr(result, name):
            yield name, value


def table(verdict: Verdict, width: int = WIDTH) -> str:
    """One line a check, evidence below those that did not pass, and a line that sums up."""
    lines = [line for result in verdict.results for line in _lines(result, max(width, 3 * _INDENT))]
    passed, failed, unrun = (len(verdict.counted(status)) for status in Status)
    judged = "verified" if verdict.verified else "NOT verified"
    numbers = f"{passed} passed, {failed} failed, {unrun} not run, {verdict.seconds:.1f} s"
    return "\n".join([*lines, "", f"{judged}: {numbers}"])


def _lines(result: CheckResult, width: int) -> Iterator[str]:
    origin = result.kind.value + (f" {result.round}" if result.round else "")
    yield f"{MARKS[result.status]}  {origin:<12}{one_line(result.check, width - _INDENT)}"
    wrapper = textwrap.TextWrapper(width, " " * _INDENT, " " * (_INDENT + 2), break_on_hyphens=False)
    wrapper.break_long_words = False  # addresses stay whole
    for name, value in _evidence(result) if result.status is not Status.PASSED else ():
        yield from wrapper.wrap(f"{name}: {one_line(value, 200)}")
