"""From measurements to results: pure, and the only place that decides which check passed."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence

from orchestrator.records import CheckResult, Kind, Status
from orchestrator.records.site import Site
from orchestrator.text.display import one_line
from orchestrator.verify.baseline import BEYOND, BROWSER_CHECKS, judge_page, result
from orchestrator.verify.browser_process.protocol import Job, JobResult, PageReport
from orchestrator.verify.plan.check_types import (
    BaselineChecks,
    BrowserCheck,
    FileCheck,
    NotRun,
    Plan,
    PlannedCheck,
)

logger = logging.getLogger(__name__)

JOB_SECONDS = 90.0
"""Wall time for one site in the browser."""


def job_for(files: Mapping[str, bytes], plan: Plan, url: str | None = None) -> Job:
    """What the browser is to do for a site: inspect its pages, and try every check that needs it."""
    return Job.model_construct(
        files=dict(files),
        path=plan.path,
        url=url,
        given=tuple(path for path, data in files.items() if plan.given.get(path) == data),
        hosts=plan.hosts,
        checks={id_: method for id_, _, method in in_browser(plan)},
        seconds=JOB_SECONDS,
    )


def trial_job(files: Mapping[str, bytes], plan: Plan, left_out: Collection[str] = ()) -> Job | None:
    """The compiled checks alone, on a page on which they should fail; None if there are none."""
    checks = {
        id_: method
        for id_, planned, method in in_browser(plan)
        if planned.kind is Kind.COMPILED and id_ not in left_out
    }
    job = job_for(files, plan)
    return job.model_copy(update={"checks": checks, "audit": False}) if checks else None


def in_browser(plan: Plan) -> Iterator[tuple[str, PlannedCheck, BrowserCheck]]:
    """The checks that need the browser, each with the id that it has in a job."""
    for number, planned in enumerate(plan.checks):
        if isinstance(method := planned.method, BrowserCheck):
            yield str(number), planned, method


def file_check_results(plan: Plan, site: Site) -> list[CheckResult]:
    """The results of all checks that need no browser."""
    return [_on_files(each, site) for each in plan.checks if isinstance(each.method, (FileCheck, NotRun))]


def browser_results(
    plan: Plan, seen: JobResult, inconclusive: Mapping[str, str], site: Mapping[str, bytes]
) -> list[CheckResult]:
    """The results of the browser; `inconclusive` names compiled checks that prove nothing, and why."""
    checks = [
        _judged(planned, method.expected, seen, id_, inconclusive.get(id_, ""))
        for id_, planned, method in in_browser(plan)
    ]
    return [*judge_page(seen, site), *checks]


def baseline_copies(plan: Plan, results: Sequence[CheckResult]) -> list[CheckResult]:
    """The results of the checks that ask for what is asked of every site, from those `results`."""
    always = {each.check: each for each in results if each.kind is Kind.ALWAYS}
    return [
        _worst(planned, [always[name] for name in planned.method.names])
        for planned in plan.checks
        if isinstance(planned.method, BaselineChecks)
    ]


def without_browser(plan: Plan, reason: str) -> list[CheckResult]:
    """The results where there is no browser: nothing was run, and nothing counts as passed."""
    always = [result(name, Status.NOT_RUN, "", reason) for name in BROWSER_CHECKS]
    return [*always, *(planned.result(Status.NOT_RUN, "", reason) for _, planned, _ in in_browser(plan))]


def screenshot_name(id_: str) -> str:
    """The name of the picture of a failed check, in `screenshots/`."""
    return f"check-{id_}.png"


def _worst(planned: PlannedCheck, results: Sequence[CheckResult]) -> CheckResult:
    """One result for several: it fails if one fails, and has passed if all have."""
    order = (Status.FAILED, Status.NOT_RUN, Status.PASSED)
    worst = min(results, key=lambda each: order.index(each.status))
    expected = "; ".join(each.expected for each in results if each.expected)
    copy = planned.result(worst.status, expected, worst.seen, worst.where)
    return copy.model_copy(update={"screenshot": worst.screenshot})


def _on_files(planned: PlannedCheck, site: Site) -> CheckResult:
    method = planned.method
    if not isinstance(method, FileCheck):
        return planned.result(Status.NOT_RUN, "", method.reason if isinstance(method, NotRun) else "")
    try:
        found = method.judge(site)
    except Exception as error:  # noqa: BLE001 - the site is what makes a rule fail, so the check fails
        problem = f"could not be judged: {one_line(repr(error))}"
        logger.warning("the check %r %s", planned.check[:80], problem)
        return planned.result(Status.FAILED, "", f"it {problem}")
    status = Status.PASSED if found.passed else Status.FAILED
    return planned.result(status, method.expected, found.seen, found.where)


def _judged(
    planned: PlannedCheck, expected: str, seen: JobResult, id_: str, inconclusive: str
) -> CheckResult:
    outcome = seen.outcomes.get(id_)
    if outcome is None:
        status = Status.FAILED if seen.ended else Status.NOT_RUN
        return planned.result(status, expected, seen.ended or "the browser had no time for it")
    if outcome.passed and inconclusive:
        return planned.result(Status.NOT_RUN, expected, f"its steps prove nothing: {inconclusive}")
    if outcome.passed:
        return planned.result(Status.PASSED, expected, outcome.seen, outcome.where)
    first = seen.pages[0] if seen.pages else PageReport()
    blocked = [line.text for kind in BEYOND for line in first.lines.get(kind, ())]
    text = "; ".join([outcome.seen, *blocked[:2]])
    picture = screenshot_name(id_) if outcome.screenshot else "desktop.png" if first.audit else None
    failed = planned.result(Status.FAILED, expected, text, outcome.where)
    return failed.model_copy(update={"screenshot": picture})
