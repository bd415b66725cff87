"""Failed task runs of the last day are run again, which also sends callbacks that are still pending.

Repeating a run from its start loses nothing and does nothing twice: generation recognises a request that was
published, and then only checks that it is live and sends the callback again.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from orchestrator.errors import PublishError
from orchestrator.publish.github.api import Api
from orchestrator.publish.github.runs import WorkflowRun

logger = logging.getLogger(__name__)

WORKFLOW = "task.yml"

FINAL = "final"
"""The artifact that marks a run as not retryable."""

MAX_ATTEMPTS = 3
"""The first one and two more."""

WINDOW = timedelta(hours=24)
JOB_LIMIT = timedelta(minutes=14)
"""GitHub calls a job that reached its `timeout-minutes` (15) cancelled, like one that a person cancelled."""

PER_PAGE = 100
MAX_PAGES = 10
"""GitHub ends a filtered list of runs at 1,000."""

WAIT_SECONDS, POLL_SECONDS = 120.0, 5.0
"""How long, and how often, a pass that a task run has started waits for the end of that run."""

_FAILED = frozenset({"failure", "cancelled", "timed_out", "startup_failure"})
_TASK = re.compile(r"(?:deploy|update)-\d{8}-[0-9a-f]{8}(?: |$)")
"""The start of a title that names its request; a run started by hand names only the app."""

_TITLE = re.compile(r"(\S+)(?: (\S+))?")

T = TypeVar("T")


Decision = tuple[WorkflowRun, str]
"""A failed run, and what is done about it or why nothing is."""


def recover(api: Api, repository: str, now: datetime) -> list[Decision]:
    """Repeat what failed in the 24 hours before `now`, one run for each repository; what came of each.

    Two rounds of one app at once would only stop each other, so the next pass repeats the next one. Costs
    one call for each hundred runs of the day, one for each hundred final ones, and one for each repeat. A
    repository whose task is running is left alone.
    """
    runs = tuple(_list_runs(api, repository, now - WINDOW))
    if not any(run.conclusion in _FAILED for run in runs):
        return []
    final = frozenset(_final_runs(api, repository, now - WINDOW))
    return [(run, reason or _rerun(api, repository, run)) for run, reason in decide(runs, final)]


def wait_for_run(api: Api, repository: str, number: int, now: datetime) -> None:
    """Wait until a run has ended, at most `WAIT_SECONDS`."""
    for _ in range(int(WAIT_SECONDS / POLL_SECONDS)):
        runs = _list_runs(api, repository, now - WINDOW)
        if not any(run.id == number and run.status != "completed" for run in runs):
            return
        api.sleep(POLL_SECONDS)


def decide(runs: Iterable[WorkflowRun], final: frozenset[int]) -> list[Decision]:
    """The failed runs, oldest first, each with the reason not to repeat it; empty for those to repeat."""
    newest_first = tuple(runs)
    busy = {_key(run) for run in newest_first if run.status != "completed"}
    done = {run.title for run in newest_first if run.conclusion == "success" and _TASK.match(run.title)}
    decisions = []
    for run in reversed(newest_first):
        if run.conclusion in _FAILED:
            reason = _reason(run, final, busy, done)
            if not reason:
                busy.add(_key(run))
            decisions.append((run, reason))
    return decisions


def render_page(recoveries: Iterable[Decision]) -> str:
    """The summary page of a pass, as Markdown."""
    rows = [
        f"| [{_plain(run.title)}]({run.url}) | {run.attempt} | {outcome} |" for run, outcome in recoveries
    ]
    if not rows:
        return "## Recovery\n\nNo task of the last 24 hours failed.\n"
    return "\n".join(["## Recovery", "", "| task | attempts | outcome |", "| --- | --- | --- |", *rows, ""])


def _key(run: WorkflowRun) -> str:
    """What must not run twice at once: the repository, or the task where the repository is not known."""
    match = _TITLE.match(run.title)
    return (match[2] or match[1]) if match else str(run.id)


def _reason(run: WorkflowRun, final: frozenset[int], busy: set[str], done: set[str]) -> str:
    if run.title in done:
        return "not repeated: another run of the same request succeeded"
    if run.id in final:
        return "not repeated: its error is permanent"
    if run.conclusion == "cancelled" and run.lasted < JOB_LIMIT:
        return "not repeated: somebody cancelled it"
    if run.attempt >= MAX_ATTEMPTS:
        return f"given up after {run.attempt} attempts"
    if _key(run) in busy:
        return "waiting: another task of the same repository runs first"
    return ""


def _rerun(api: Api, repository: str, run: WorkflowRun) -> str:
    what = f"repeat run {run.id}"
    try:
        reply = api.call("POST", f"/repos/{repository}/actions/runs/{run.id}/rerun", what=what)
    except PublishError as error:
        return f"not repeated: {_plain(str(error))}"
    if reply.status != 201:
        return f"not repeated: {_plain(reply.outcome)}"
    logger.info("%s: %s", what, run.title)
    return "runs again"


def _list_runs(api: Api, repository: str, since: datetime) -> Iterator[WorkflowRun]:
    query = f"created=%3E%3D{since:%Y-%m-%dT%H:%M:%SZ}"
    path = f"/repos/{repository}/actions/workflows/{WORKFLOW}/runs?{query}"
    return _list(api, path, "workflow_runs", "list the runs", WorkflowRun.read)


def _final_runs(api: Api, repository: str, since: datetime) -> Iterator[int]:
    def read(artifact: dict[str, Any]) -> tuple[datetime, int]:
        return datetime.fromisoformat(artifact["created_at"]), int(artifact["workflow_run"]["id"])

    path = f"/repos/{repository}/actions/artifacts?name={FINAL}"
    for created, run in _list(api, path, "artifacts", "list the final runs", read):
        if created >= since:
            yield run


def _list(api: Api, path: str, key: str, what: str, make: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    """The entries of a list, over as many pages as it has."""
    for number in range(1, MAX_PAGES + 1):
        found = api.read_list(f"{path}&per_page={PER_PAGE}&page={number}", key, what, make)
        yield from found
        if len(found) < PER_PAGE:
            return


def _plain(text: str) -> str:
    return re.sub(r"[^\w .,:;()/-]", "", text)
