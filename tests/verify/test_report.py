"""What a model is told, which verdict is better, and what a person reads."""

import pytest

from orchestrator.records import CheckResult, Kind, Status, Verdict
from orchestrator.verify.verdicts import LONGEST, better, failures_text, table


def result(check: str, status: Status, kind: Kind = Kind.JS, **more: str) -> CheckResult:
    return CheckResult(check=check, kind=kind, status=status, round=1, **more)


def verdict(passed: int, failed: int, refused: int = 0) -> Verdict:
    results = [result(f"p{n}", Status.PASSED) for n in range(passed)]
    results += [result(f"f{n}", Status.FAILED) for n in range(failed)]
    results += [result(f"g{n}", Status.FAILED, Kind.GATE) for n in range(refused)]
    return Verdict(content="c", results=tuple(results))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (verdict(2, 1), verdict(1, 2)),
        (verdict(3, 1), verdict(2, 1)),
        (verdict(1, 5), verdict(5, 0, refused=1)),
    ],
)
def test_one_verdict_is_better(a: Verdict, b: Verdict) -> None:
    assert better(a, b)
    assert not better(b, a)
    assert not better(a, a)


def test_the_report_has_check_expectation_evidence_and_place() -> None:
    failed = result("total is 3", Status.FAILED, expected="a truthy value", seen="false", where="#total")
    broken = result("no console errors", Status.FAILED, Kind.ALWAYS, seen="no data")
    good = result("title", Status.PASSED)
    taste = result("nice", Status.FAILED, Kind.ADVISORY)
    assert failures_text(Verdict(content="c", results=(good, failed, taste, broken))) == (
        "FAILED (round 1): total is 3\n  expected: a truthy value\n  seen: false\n  where: #total\n\n"
        "FAILED (asked of every site): no console errors\n  seen: no data"
    )


def test_a_long_report_is_cut_between_checks() -> None:
    many = Verdict(content="c", results=tuple(result("x" * 900, Status.FAILED) for _ in range(20)))
    text = failures_text(many)
    assert len(text) < LONGEST + 100
    assert text.endswith("x\n\n(further failures left out)")


def test_the_table_sums_up() -> None:
    shown = table(
        Verdict(
            content="c",
            seconds=1.25,
            results=(
                result("title", Status.PASSED),
                result("total", Status.FAILED, expected="3", seen="4", where="#total"),
                result("flies", Status.NOT_RUN, Kind.COMPILED, seen="no model"),
            ),
        )
    )
    assert shown == (
        "pass  js 1        title\n"
        "FAIL  js 1        total\n"
        "                  expected: 3\n"
        "                  seen: 4\n"
        "                  where: #total\n"
        "----  compiled 1  flies\n"
        "                  seen: no model\n"
        "\n"
        "NOT verified: 1 passed, 1 failed, 1 not run, 1.2 s"
    )


def test_the_table_keeps_to_the_width_of_the_terminal_but_leaves_addresses_whole() -> None:
    address = "https://sea.example/" + "z" * 90
    long = result("x y" * 60, Status.FAILED, expected="word " * 30, where=address)
    lines = table(Verdict(content="c", results=(long,)), 80).splitlines()
    assert [line.strip() for line in lines if len(line) > 80] == [address]
    assert len(lines[0]) == 80
