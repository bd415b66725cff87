"""The measurements as totals: a table, bars for the terminal, or JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from scripts.benchmarks.model.store import VARIANTS, Measured

BAR = 40


@dataclass(frozen=True)
class Total:
    """One variant over all that was measured."""

    variant: str
    checks_passed: int
    checks: int
    whole_requests: int
    requests: int
    whole_tasks: int
    tasks: int
    without_site: int
    prompt_tokens: int
    completion_tokens: int
    calls: int
    seconds: float

    @property
    def tokens(self) -> int:
        """Of prompts and answers together."""
        return self.prompt_tokens + self.completion_tokens


def totals(rows: Sequence[Measured]) -> list[Total]:
    """One total for each variant, in the order plain call, first version, result."""
    return [_total(variant, [row for row in rows if row.variant == variant]) for variant in VARIANTS]


def _total(variant: str, rows: Sequence[Measured]) -> Total:
    apps = {(row.run, row.half, row.task) for row in rows}
    broken = {(row.run, row.half, row.task) for row in rows if not all(row.passed)}
    return Total(
        variant=variant,
        checks_passed=sum(sum(row.passed) for row in rows),
        checks=sum(len(row.passed) for row in rows),
        whole_requests=sum(all(row.passed) for row in rows),
        requests=len(rows),
        whole_tasks=len(apps - broken),
        tasks=len(apps),
        without_site=sum(not row.site for row in rows),
        prompt_tokens=sum(row.prompt_tokens for row in rows),
        completion_tokens=sum(row.completion_tokens for row in rows),
        calls=sum(row.calls for row in rows),
        seconds=round(sum(row.seconds for row in rows), 1),
    )


def as_json(rows: Sequence[Measured]) -> dict[str, object]:
    """Everything: the totals, those of each half, and every row."""
    halves = sorted({row.half for row in rows})
    return {
        "totals": [asdict(total) for total in totals(rows)],
        "halves": {h: [asdict(t) for t in totals([r for r in rows if r.half == h])] for h in halves},
        "rows": [row.model_dump() for row in rows],
    }


def table(rows: Sequence[Measured]) -> str:
    """The totals, and how they relate to those of the plain call."""
    plain, *_ = found = totals(rows)
    heads = ("", "checks", "requests", "tasks", "no site", "calls", "tokens", "seconds", "whole", "tokens")
    cells = [heads, *(_cells(each, plain) for each in found)]
    widths = (14, 10, 10, 8, 9, 7, 9, 9, 9, 9)
    return "\n".join(
        "".join(
            f"{cell:>{width}}" if n else f"{cell:{width}}"
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    )


def _cells(each: Total, plain: Total) -> tuple[str, ...]:
    return (
        each.variant,
        f"{each.checks_passed}/{each.checks}",
        f"{each.whole_requests}/{each.requests}",
        f"{each.whole_tasks}/{each.tasks}",
        str(each.without_site),
        str(each.calls),
        str(each.tokens),
        f"{each.seconds:.0f}",
        _ratio(each.whole_requests, plain.whole_requests),
        _ratio(each.tokens, plain.tokens),
    )


def chart(rows: Sequence[Measured]) -> str:
    """Bars: the share of requests that came out whole, and the tokens, of the largest."""
    found = totals(rows)
    most = max((each.tokens for each in found), default=0) or 1
    shares = [("whole", each.variant, each.whole_requests / max(each.requests, 1)) for each in found]
    shares += [("tokens", each.variant, each.tokens / most) for each in found]
    return "\n".join(
        f"{what:7}{variant:14}{'█' * round(share * BAR)} {share:.0%}" for what, variant, share in shares
    )


def _ratio(number: int, base: int) -> str:
    return f"{number / base:.1f} x" if base else "-"
