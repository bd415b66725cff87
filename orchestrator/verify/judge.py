"""From what was measured to results: pure, and the only place that decides what passed."""

from collections.abc import Iterator, Mapping, Sequence

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.records.site import Site
from orchestrator.verify.baseline import BROWSER_CHECKS, always_seen, not_run
from orchestrator.verify.browser_process.protocol import Job, JobResult, Outcome, ScriptCheck, StepCheck
from orchestrator.verify.plan.check_types import (
    BaselineChecks,
    FileCheck,
    NotRun,
    PageScript,
    Plan,
    PlannedCheck,
    StepSequence,
)

ORDER_SECONDS = 90.0
"""Wall time for one site in the browser."""


def order_for(files: Mapping[str, bytes], plan: Plan, url: str | None = None) -> Job:
    """What the browser is to do for a site: every check that needs it, and the look at the page itself."""
    return Job.model_construct(
        files=dict(files),
        path=plan.path,
        url=url,
        aside=tuple(path for path, data in files.items() if plan.given.get(path) == data),
        hosts=plan.hosts,
        scripts=tuple(
            ScriptCheck(
                id=id_, code=way.code, seconds=way.seconds, alone=way.own_page, explains=way.returns_finding
            )
            for id_, planned in in_browser(plan)
            if isinstance(way := planned.method, PageScript)
        ),
        walks=_walks(plan, frozenset()),
        seconds=ORDER_SECONDS,
    )


def trial_for(files: Mapping[str, bytes], plan: Plan, left_out: frozenset[str] = frozenset()) -> Job | None:
    """The walks of compiled checks alone, on a page on which they should fail; None if there are none."""
    compiled = {id_ for id_, planned in in_browser(plan) if planned.kind is Kind.COMPILED}
    walks = tuple(walk for walk in _walks(plan, left_out) if walk.id in compiled)
    if not walks:
        return None
    return Job.model_construct(
        files=dict(files), path=plan.path, hosts=plan.hosts, walks=walks, audit=False, seconds=ORDER_SECONDS
    )


def in_browser(plan: Plan) -> Iterator[tuple[str, PlannedCheck]]:
    """The checks that need the browser, each with the id that it has in an order."""
    for number, planned in enumerate(plan.checks):
        if isinstance(planned.method, (PageScript, StepSequence)):
            yield str(number), planned


def judge_static(plan: Plan, site: Site) -> list[CheckResult]:
    """The results of all checks that need no browser."""
    return [
        _static(planned, site) for planned in plan.checks if isinstance(planned.method, (FileCheck, NotRun))
    ]


def judge_seen(plan: Plan, seen: JobResult, vacuous: Mapping[str, str]) -> list[CheckResult]:
    """The results of the browser; `vacuous` names compiled checks that prove nothing, and why."""
    outcomes = {outcome.id: outcome for outcome in seen.outcomes}
    checks = []
    for id_, planned in in_browser(plan):
        judged = _judged(planned, outcomes.get(id_), seen, id_)
        if id_ in vacuous and judged.status is Status.PASSED:
            judged = result(
                planned, Status.NOT_RUN, judged.expected, f"its steps prove nothing: {vacuous[id_]}"
            )
        checks.append(judged)
    return [*always_seen(seen), *checks]


def judge_alike(plan: Plan, results: Sequence[CheckResult]) -> list[CheckResult]:
    """The results of the checks that ask for what is asked of every site, from those `results`."""
    always = {one.check: one for one in results if one.kind is Kind.ALWAYS}
    return [
        _worst(planned, [always[name] for name in planned.method.names])
        for planned in plan.checks
        if isinstance(planned.method, BaselineChecks)
    ]


def judge_unseen(plan: Plan, reason: str) -> list[CheckResult]:
    """The results where no browser could look: nothing was run, and nothing counts as passed."""
    always = [not_run(name, reason) for name in BROWSER_CHECKS]
    return [*always, *(result(planned, Status.NOT_RUN, "", reason) for _, planned in in_browser(plan))]


def result(planned: PlannedCheck, status: Status, expected: str, seen: str, where: str = "") -> CheckResult:
    """One check's result."""
    return CheckResult(
        check=planned.check,
        kind=planned.kind,
        status=status,
        round=planned.round,
        expected=expected,
        seen=seen,
        where=where,
    )


def picture_name(id_: str) -> str:
    """The name of the picture of a failed walk, in `screenshots/`."""
    return f"check-{id_}.png"


def _worst(planned: PlannedCheck, alike: Sequence[CheckResult]) -> CheckResult:
    """One result for several: it fails if one fails, and has passed if all have."""
    order = (Status.FAILED, Status.NOT_RUN, Status.PASSED)
    worst = min(alike, key=lambda one: order.index(one.status))
    expected = "; ".join(one.expected for one in alike if one.expected)
    told = result(planned, worst.status, expected, worst.seen, worst.where)
    return told.model_copy(update={"screenshot": worst.screenshot})


def _walks(plan: Plan, left_out: frozenset[str]) -> tuple[StepCheck, ...]:
    return tuple(
        StepCheck(id=id_, steps=way.steps, seconds=way.seconds)
        for id_, planned in in_browser(plan)
        if isinstance(way := planned.method, StepSequence) and id_ not in left_out
    )


def _static(planned: PlannedCheck, site: Site) -> CheckResult:
    if isinstance(planned.method, FileCheck):
        found = planned.method.judge(site)
        status = Status.PASSED if found.passed else Status.FAILED
        return result(planned, status, found.expected, found.seen, found.where)
    reason = planned.method.reason if isinstance(planned.method, NotRun) else ""
    return result(planned, Status.NOT_RUN, "", reason)


def _judged(planned: PlannedCheck, outcome: Outcome | None, seen: JobResult, id_: str) -> CheckResult:
    expected = planned.method.expected if isinstance(planned.method, (PageScript, StepSequence)) else ""
    if outcome is None:
        status = Status.FAILED if seen.ended else Status.NOT_RUN
        return result(planned, status, expected, seen.ended or "the browser had no time for it")
    told = outcome.seen
    if not outcome.passed and seen.unreachable:
        told += f" (not reached: {seen.unreachable[0].text})"
    status = Status.PASSED if outcome.passed else Status.FAILED
    page_picture = "desktop.png" if seen.audit and not outcome.passed else None
    picture = picture_name(id_) if outcome.screenshot else page_picture
    return result(planned, status, expected, told, outcome.where).model_copy(update={"screenshot": picture})
