"""A verdict as a table for a terminal."""

from orchestrator.records import CheckResult, Status, Verdict

MARKS = {Status.PASSED: "pass", Status.FAILED: "FAIL", Status.NOT_RUN: "----"}


def table(verdict: Verdict) -> str:
    """One line a check, evidence below those that did not pass, and a line that sums up."""
    lines = [line for result in verdict.results for line in _lines(result)]
    passed, failed, unrun = (len(verdict.counted(status)) for status in Status)
    judged = "verified" if verdict.verified else "NOT verified"
    return "\n".join(
        [*lines, "", f"{judged}: {passed} passed, {failed} failed, {unrun} not run, {verdict.seconds:.1f} s"]
    )


def _lines(result: CheckResult) -> list[str]:
    origin = result.kind.value + (f" {result.round}" if result.round else "")
    lines = [f"{MARKS[result.status]}  {origin:<12}{_short(result.check)}"]
    if result.status is not Status.PASSED:
        evidence = {"expected": result.expected, "seen": result.seen, "where": result.where}
        lines += [f"{'':18}{name}: {_short(value, 200)}" for name, value in evidence.items() if value]
    return lines


def _short(text: str, longest: int = 100) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
