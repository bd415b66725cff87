"""The state of a task: one call to GitHub at most for one answer, in the normal case."""

import re
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

from relay.errors import Unavailable
from relay.github.cache import CachedGitHub
from relay.github.runs import not_found, runs_of, status_of, with_jobs
from relay.github.schemas import Jobs, Runs, parse
from relay.schemas import TaskStatus
from relay.settings import Settings

MAX_AGE = 3.0
"""Seconds for which an answer of GitHub serves every caller."""

PER_PAGE = 100
MAX_PAGES = 10
"""GitHub ends a filtered list at 1,000 runs."""

MAX_ACTIVE = 1_000
"""Tasks in progress whose run is remembered, so that the next call can ask for its jobs."""

RETRY_LATER = 30.0

CLOCK_SKEW = timedelta(hours=1)
"""By how much the clock that dated a task id may differ from GitHub's, which dates the runs."""

_TASK_ID = re.compile(r"(deploy|update)-[0-9]{8}-[0-9a-f]{8}")


class TaskStatuses:
    """Answers for task ids; what it remembers only saves calls."""

    def __init__(self, github: CachedGitHub, settings: Settings) -> None:
        """Take GitHub and the addresses."""
        self._github = github
        self._settings = settings
        self._runs = f"/repos/{settings.control_repo}/actions/runs"
        self._active: OrderedDict[str, TaskStatus] = OrderedDict()

    async def status(self, task_id: str) -> TaskStatus:
        """The state of one task.

        The first call finds the run in the list; while that is in progress, the next ones ask for its jobs
        instead, so that the stage costs no further call.

        Raises:
            Unavailable: GitHub did not answer.
        """
        status = await self._from_jobs(task_id) or await self._from_runs(task_id)
        self._active.pop(task_id, None)
        if status.status == "in_progress":
            self._active[task_id] = status
            if len(self._active) > MAX_ACTIVE:
                self._active.popitem(last=False)
        return status

    async def _from_jobs(self, task_id: str) -> TaskStatus | None:
        known = self._active.get(task_id)
        if known is None or not known.run_url:
            return None
        run = known.run_url.rstrip("/").rpartition("/")[2]
        listed = parse(Jobs, await self._github.get(f"{self._runs}/{run}/jobs", MAX_AGE))
        return with_jobs(known, listed.jobs) if listed else None

    async def _from_runs(self, task_id: str) -> TaskStatus:
        created = _created(task_id)
        if created is None:
            return not_found(task_id, "A task id looks like deploy-20260102-1a2b3c4d.")
        path = f"{self._runs}?event=repository_dispatch&created={created}&per_page={PER_PAGE}"
        for page in range(1, MAX_PAGES + 1):
            listed = await self._list(path if page == 1 else f"{path}&page={page}")
            runs = runs_of(task_id, listed.workflow_runs)
            if runs or listed.total_count <= page * PER_PAGE:
                break
        return status_of(task_id, runs, self._settings)

    async def _list(self, path: str) -> Runs:
        answer = await self._github.get(path, MAX_AGE)
        listed = parse(Runs, answer)
        if answer.status != 200:
            raise Unavailable(f"GitHub answered {answer.status} to the request for runs.", RETRY_LATER)
        if listed is None:
            raise Unavailable("GitHub's list of runs is not as documented; see the log.", RETRY_LATER)
        return listed


def _created(task_id: str) -> str | None:
    """When a task's runs can have been created, as GitHub writes a range; None if this is no task id.

    Without an end, an old task would be lost behind the runs of all days since.
    """
    if not _TASK_ID.fullmatch(task_id):
        return None
    try:
        day = datetime.strptime(task_id.split("-")[1], "%Y%m%d").replace(tzinfo=UTC)
        ends = (day - CLOCK_SKEW, day + timedelta(days=1) + CLOCK_SKEW)
    except (ValueError, OverflowError):
        return None
    return "..".join(f"{end:%Y-%m-%dT%H:%M:%SZ}" for end in ends)
