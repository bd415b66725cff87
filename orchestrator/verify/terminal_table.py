"""A verdict as a table for a terminal."""

import textwrap

from orchestrator.records import CheckResult, Status, Verdict
from orchestrator.text.display import one_line

WIDTH = 118
"""Columns where nobody says how many there are."""
_INDENT = 18

MARKS = {Status.PASSED: "pass", Status.FAILED: "FAIL", Status.NOT_RUN: "----"}


def table(verdict: Verdict, width: int = WIDTH) -> str:
    """One line a check, evidence below those that did not pass, and a line that sums up."""
    lines = [line for result in verdict.results for line in _lines(result, max(width, 3 * _INDENT))]
    passed, failed, unrun = (len(verdict.counted(status)) for status in Status)
    judged = "verified" if verdict.verified else "NOT verified"
    return "\n".join(
        [*lines, "", f"{judged}: {passed} passed, {failed} failed, {unrun} not run, {verdict.seconds:.1f} s"]
    )


def _lines(result: CheckResult, width: int) -> list[str]:
    origin = result.kind.value + (f" {result.round}" if result.round else "")
    lines = [f"{MARKS[result.status]}  {origin:<12}{one_line(result.check, width - _INDENT)}"]
    if result.status is not Status.PASSED:
        evidence = {"expected": result.expected, "seen": result.seen, "where": result.where}
        told = [f"{name}: {one_line(value, 200)}" for name, value in evidence.items() if value]
        lines += [line for each in told for line in _wrapped(each, width)]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    wrapper = textwrap.TextWrapper(width, " " * _INDENT, " " * (_INDENT + 2), break_on_hyphens=False)
    wrapper.break_long_words = False  # addresses stay whole
    return wrapper.wrap(text)
