"""The state of a task, for one or two calls to GitHub while it runs and three when it has ended."""

import re
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from relay.errors import Unavailable
from relay.github.cache import CachedGitHub
from relay.github.runs import (
    TASK_NOTICE,
    deciding_job,
    explained,
    not_found,
    notice,
    runs_of,
    status_of,
    with_jobs,
)
from relay.github.schemas import Annotation, Annotations, Job, Jobs, Run, Runs, parse
from relay.schemas import TaskStatus
from relay.settings import Settings

MAX_AGE = 3.0
"""Seconds for which an answer of GitHub serves every caller."""

PER_PAGE = 100
MAX_PAGES = 10
"""GitHub ends a filtered list at 1,000 runs."""

MAX_FORM_RUNS = 20
"""Runs of a day that were started in the Actions tab and are looked at; their titles name no task."""

MAX_REMEMBERED = 1_000
"""Tasks whose run is known, tasks that have ended, and titles of form runs: of each as many."""

GENERATE_JOB = "generate"
"""The job that writes the notice with task id and repository."""

RETRY_LATER = 30.0

CLOCK_SKEW = timedelta(hours=1)
"""By how much the clock that dated a task id may differ from GitHub's, which dates the runs."""

_TASK_ID = re.compile(r"(deploy|update)-[0-9]{8}-[0-9a-f]{8}")

Value = TypeVar("Value")


class Memory(OrderedDict[str, Value]):
    """Forgets what was put in first."""

    def __setitem__(self, key: str, value: Value) -> None:
        super().__setitem__(key, value)
        if len(self) > MAX_REMEMBERED:
            self.popitem(last=False)


class TaskStatuses:
    """Answers for task ids; what it remembers only saves calls."""

    def __init__(self, github: CachedGitHub, settings: Settings) -> None:
        """Take GitHub and the addresses."""
        self._github = github
        self._settings = settings
        self._repo = f"/repos/{settings.control_repo}"
        self._active: Memory[TaskStatus] = Memory()
        self._completed: Memory[TaskStatus] = Memory()
        self._titles: Memory[str] = Memory()

    async def status(self, task_id: str) -> TaskStatus:
        """The state of one task: from the list of runs, then its jobs, and when it has ended its annotations.

        Raises:
            Unavailable: GitHub did not answer.
        """
        if task_id in self._completed:
            return self._completed[task_id]
        known = self._active.pop(task_id, None)
        status = (known and await self._with_jobs(known)) or await self._from_runs(task_id)
        if status.status == "in_progress":
            self._active[task_id] = status
        elif status.status in {"completed", "failed"}:
            status = await self._explained(status)
        return status

    async def _from_runs(self, task_id: str) -> TaskStatus:
        created = _created(task_id)
        if created is None:
            return not_found(task_id, "A task id looks like deploy-20260102-1a2b3c4d.")
        runs: list[Run] = []
        for page in range(1, MAX_PAGES + 1):
            listed = await self._list("repository_dispatch", created, PER_PAGE, page)
            runs = runs_of(task_id, listed.workflow_runs)
            if runs or listed.total_count <= page * PER_PAGE:
                break
        status = status_of(task_id, runs or await self._form_runs(task_id, created), self._settings)
        if status.status == "in_progress":
            return await self._with_jobs(status) or status
        return status

    async def _form_runs(self, task_id: str, created: str) -> list[Run]:
        listed = await self._list("workflow_dispatch", created, MAX_FORM_RUNS, 1)
        titled = [
            run.model_copy(update={"display_title": await self._form_title(run)})
            for run in listed.workflow_runs
        ]
        return runs_of(task_id, titled)

    async def _form_title(self, run: Run) -> str:
        """What a run that was started by a form says that it does: task id and repository."""
        key = str(run.id)
        if key not in self._titles:
            job = next((job for job in await self._jobs(key) if job.name == GENERATE_JOB), None)
            title = notice(await self._annotations(job), TASK_NOTICE) if job else ""
            if not title and run.status != "completed":
                return ""
            self._titles[key] = title
        return self._titles[key]

    async def _with_jobs(self, status: TaskStatus) -> TaskStatus | None:
        return with_jobs(status, await self._jobs(_run_id(status)))

    async def _explained(self, status: TaskStatus) -> TaskStatus:
        """With reason or outcome, where GitHub lets them be read."""
        try:
            job = deciding_job(await self._jobs(_run_id(status)))
            if job is None:
                return status
            status = explained(status, job, await self._annotations(job), self._settings)
        except Unavailable:
            return status
        if status.status == "completed":
            self._completed[status.task_id] = status
        return status

    async def _jobs(self, run_id: str) -> tuple[Job, ...]:
        listed = parse(Jobs, await self._github.get(f"{self._repo}/actions/runs/{run_id}/jobs", MAX_AGE))
        return listed.jobs if listed else ()

    async def _annotations(self, job: Job) -> tuple[Annotation, ...]:
        path = f"{self._repo}/check-runs/{job.id}/annotations?per_page=50"
        listed = parse(Annotations, await self._github.get(path, MAX_AGE))
        return listed.root if listed else ()

    async def _list(self, event: str, created: str, size: int, page: int) -> Runs:
        path = f"{self._repo}/actions/runs?event={event}&created={created}&per_page={size}"
        answer = await self._github.get(path if page == 1 else f"{path}&page={page}", MAX_AGE)
        listed = parse(Runs, answer)
        if answer.status != 200:
            raise Unavailable(f"GitHub answered {answer.status} to the request for runs.", RETRY_LATER)
        if listed is None:
            raise Unavailable("GitHub's list of runs is not as documented; see the log.", RETRY_LATER)
        return listed


def _run_id(status: TaskStatus) -> str:
    return (status.run_url or "").rstrip("/").rpartition("/")[2]


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
