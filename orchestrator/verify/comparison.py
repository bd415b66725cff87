"""Compares verdicts, and says to a model precisely what failed."""

from orchestrator.records import CheckResult, Kind, Status, Verdict

LONGEST = 6000
"""Characters of the whole report."""


def better(a: Verdict, b: Verdict) -> bool:
    """Whether `a` is better than `b`: fewer refusals, then fewer checks not passed, then more passed.

    A check that was not run counts like a failed one: no evidence is no success.
    """
    return _rank(a) > _rank(b)


def failures_text(verdict: Verdict) -> str:
    """One short paragraph per failed check: the check, what was expected, what was seen, and where."""
    text = "\n\n".join(_paragraph(r) for r in verdict.counted(Status.FAILED))
    return (
        text
        if len(text) <= LONGEST
        else text[:LONGEST].rsplit("\n\n", 1)[0] + "\n\n(further failures left out)"
    )


def _rank(verdict: Verdict) -> tuple[int, int, int]:
    open_ones = len(verdict.counted(Status.FAILED)) + len(verdict.counted(Status.NOT_RUN))
    return -len(verdict.refusals), -open_ones, len(verdict.counted(Status.PASSED))


def _paragraph(result: CheckResult) -> str:
    lines = [f"FAILED ({_origin(result)}): {result.check}"]
    evidence = {"expected": result.expected, "seen": result.seen, "where": result.where}
    lines += [f"  {name}: {value}" for name, value in evidence.items() if value]
    return "\n".join(lines)


def _origin(result: CheckResult) -> str:
    if result.kind in {Kind.GATE, Kind.ALWAYS}:
        return "asked of every site"
    return f"round {result.round}"
