"""What was lost or is still owed: failed task runs of the last day are run again.

A run that is repeated from its start loses nothing and does nothing twice: generation recognises a request
that was published, and then only looks whether it is live and sends the callback again. So one rule serves
lost tasks and owed callbacks alike.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from orchestrator.errors import PublishError
from orchestrator.publish.api import Api
from orchestrator.publish.api_models import ArtifactEntry, Listed, RunEntry, entries
from orchestrator.publish.errors import Refused

logger = logging.getLogger(__name__)

WORKFLOW = "task.yml"

FINAL = "final"
"""The artifact that a run leaves whose error says that repeating is useless."""

MAX_ATTEMPTS = 3
"""The first one and two more."""

WINDOW = timedelta(hours=24)
PER_PAGE = 100
MAX_PAGES = 10
"""GitHub ends a filtered list of runs at 1,000."""

_LOST = frozenset({"failure", "cancelled", "timed_out", "startup_failure"})
_TASK = re.compile(r"(?:deploy|update)-\d{8}-[0-9a-f]{8}(?: |$)")
"""How a title begins that names its request; one started by hand names the app only."""

_TITLE = re.compile(r"(\S+)(?: (\S+))?")


@dataclass(frozen=True)
class TaskRun:
    """One run of the task workflow."""

    id: int
    title: str
    """Task id and repository, as `run-name` makes it."""
    status: str
    conclusion: str
    attempt: int
    url: str

    @property
    def key(self) -> str:
        """What must not run twice at once: the repository; where it is not known, the task."""
        match = _TITLE.match(self.title)
        return (match[2] or match[1]) if match else str(self.id)


@dataclass(frozen=True)
class Case:
    """A run that failed, and what was done about it."""

    run: TaskRun
    outcome: str


def recover(api: Api, repository: str, now: datetime) -> tuple[Case, ...]:
    """Run again what was lost in the 24 hours before `now`, at most one run for each repository.

    The next pass takes the next one: two rounds of the same app that run at once would only stop each other.
    Costs one call for each hundred runs of the day, one for each hundred final ones, and one for each run
    that is repeated. Safe while tasks run: a repository whose task is running is left to it.

    Raises:
        PublishError: GitHub refuses to list the runs, or is out of order until the deadline.
    """
    runs = tuple(_runs(api, repository, now - WINDOW))
    if not any(run.conclusion in _LOST for run in runs):
        return ()
    final = frozenset(_final_runs(api, repository, now - WINDOW))
    return tuple(Case(run, reason or _repeat(api, repository, run)) for run, reason in decide(runs, final))


def decide(runs: Iterable[TaskRun], final: frozenset[int]) -> tuple[tuple[TaskRun, str], ...]:
    """The lost runs, oldest first, each with the reason why it is left alone; empty for those to repeat."""
    newest_first = tuple(runs)
    taken = {run.key for run in newest_first if run.status != "completed"}
    done = {run.title for run in newest_first if run.conclusion == "success" and _TASK.match(run.title)}
    cases = []
    for run in reversed(newest_first):
        if run.conclusion not in _LOST:
            continue
        reason = _reason(run, final, taken, done)
        if not reason:
            taken.add(run.key)
        cases.append((run, reason))
    return tuple(cases)


def page(cases: Iterable[Case]) -> str:
    """The summary page of a pass, as Markdown."""
    rows = [
        f"| [{_plain(case.run.title)}]({case.run.url}) | {case.run.attempt} | {case.outcome} |"
        for case in cases
    ]
    if not rows:
        return "## Recovery\n\nNo task of the last 24 hours failed.\n"
    return "\n".join(["## Recovery", "", "| task | attempts | outcome |", "| --- | --- | --- |", *rows, ""])


def _reason(run: TaskRun, final: frozenset[int], taken: set[str], done: set[str]) -> str:
    if run.title in done:
        return "left alone: another run of the same request succeeded"
    if run.id in final:
        return "left alone: its error says that repeating is useless"
    if run.attempt >= MAX_ATTEMPTS:
        return f"given up after {run.attempt} attempts"
    if run.key in taken:
        return "waits: another task of the same repository runs first"
    return ""


def _repeat(api: Api, repository: str, run: TaskRun) -> str:
    what = f"repeat run {run.id}"
    try:
        reply = api.call("POST", f"/repos/{repository}/actions/runs/{run.id}/rerun", what=what)
    except PublishError as error:
        return f"not repeated: {error}"
    if reply.status != 201:
        return f"not repeated: GitHub answered {reply.status}: {_plain(api.masked(reply.message))}"
    logger.info("%s: %s", what, run.title)
    return "runs again"


def _runs(api: Api, repository: str, since: datetime) -> Iterator[TaskRun]:
    query = f"created=%3E%3D{since:%Y-%m-%dT%H:%M:%SZ}"
    path = f"/repos/{repository}/actions/workflows/{WORKFLOW}/runs?{query}"
    for run in _listed(api, path, "workflow_runs", RunEntry, "list the runs"):
        yield TaskRun(
            id=run.id,
            title=run.display_title,
            status=run.status or "",
            conclusion=run.conclusion or "",
            attempt=run.run_attempt,
            url=run.html_url,
        )


def _final_runs(api: Api, repository: str, since: datetime) -> Iterator[int]:
    path = f"/repos/{repository}/actions/artifacts?name={FINAL}"
    for artifact in _listed(api, path, "artifacts", ArtifactEntry, "list the final runs"):
        if artifact.created_at < since:
            return
        if artifact.workflow_run and artifact.workflow_run.id:
            yield artifact.workflow_run.id


def _listed(api: Api, path: str, key: str, shape: type[Listed], what: str) -> Iterator[Listed]:
    """The entries of a list, newest first, over as many pages as it has."""
    for number in range(1, MAX_PAGES + 1):
        reply = api.call("GET", f"{path}&per_page={PER_PAGE}&page={number}", what=what)
        if reply.status != 200:
            raise Refused(what, f"GitHub answered {reply.status}: {api.masked(reply.message)}")
        found = entries(reply, key, shape, what)
        yield from found
        if len(found) < PER_PAGE:
            return


def _plain(text: str) -> str:
    return re.sub(r"[^\w .,:;()/-]", "", text)
