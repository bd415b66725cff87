"""The state of a task, for two calls to GitHub while it runs and three when it has ended."""

import re
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pydantic import BaseModel

from relay.errors import Unavailable
from relay.github.client import GitHub
from relay.github.runs import ENDED, GENERATE_JOB, TASK_NOTICE, describe, notice, outcome_of, run_of
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

MAX_TITLES = 1_000
"""Of form runs, that are remembered."""

RETRY_LATER = 30.0

CLOCK_SKEW = timedelta(hours=1)
"""By how much the clock that dated a task id may differ from GitHub's, which dates the runs."""

NO_RUN = (
    "No run of this task is known. A new one shows after some seconds, one that was started in the Actions "
    "tab when it has read its form."
)

_TASK_ID = re.compile(r"(deploy|update)-([0-9]{8})-[0-9a-f]{8}")

Model = TypeVar("Model", bound=BaseModel)


class TaskStatuses:
    """Answers for task ids."""

    def __init__(self, github: GitHub, settings: Settings) -> None:
        """Take GitHub and the addresses."""
        self._github = github
        self._settings = settings
        self._titles: dict[int, str] = {}

    async def status(self, task_id: str) -> TaskStatus:
        """The state of one task: from the list of runs, then its jobs, and when it has ended its annotations.

        Raises:
            Unavailable: GitHub did not answer.
        """
        created = _created(task_id)
        run = await self._run(task_id, created) if created else None
        if run is None:
            message = NO_RUN if created else "A task id looks like deploy-20260102-1a2b3c4d."
            return TaskStatus(task_id=task_id, status="not_found", message=message)
        jobs = await self._jobs(run) if run.status in {"in_progress", "completed"} else ()
        state, job, _ = outcome_of(run, jobs)
        notes = await self._annotations(job) if job and state in ENDED else ()
        return describe(task_id, run, jobs, notes, self._settings)

    async def _run(self, task_id: str, created: str) -> Run | None:
        """Runs of events name their task; a busy day fills several pages, of which older ones change less."""
        for page in range(1, MAX_PAGES + 1):
            query = f"event=repository_dispatch&created={created}&per_page={PER_PAGE}&page={page}"
            listed = await self._list(query, MAX_AGE * page)
            if run := run_of(task_id, listed.workflow_runs):
                return run
            if listed.total_count <= page * PER_PAGE:
                break
        query = f"event=workflow_dispatch&created={created}&per_page={MAX_FORM_RUNS}"
        runs = (await self._list(query, MAX_AGE)).workflow_runs
        titles = [await self._title(run) for run in runs]
        named = (
            run.model_copy(update={"display_title": title}) for run, title in zip(runs, titles, strict=True)
        )
        return run_of(task_id, named)

    async def _title(self, run: Run) -> str:
        """What a run that was started by a form would be called: it says so when it has read the form."""
        if run.id in self._titles:
            return self._titles[run.id]
        job = next((job for job in await self._jobs(run) if job.name == GENERATE_JOB), None)
        title = notice(await self._annotations(job), TASK_NOTICE) if job else ""
        if title or run.status == "completed":
            self._titles[run.id] = title
        if len(self._titles) > MAX_TITLES:
            del self._titles[next(iter(self._titles))]
        return title

    async def _list(self, query: str, max_age: float) -> Runs:
        response = (await self._github.get(f"/actions/runs?{query}", max_age)).response
        if response.status_code != 200:
            message = f"GitHub answered {response.status_code} to the request for runs."
            raise Unavailable(message, RETRY_LATER)
        if listed := parse(Runs, response):
            return listed
        raise Unavailable("GitHub's list of runs is not as documented; see the log.", RETRY_LATER)

    async def _jobs(self, run: Run) -> tuple[Job, ...]:
        listed = await self._read(Jobs, f"/actions/runs/{run.id}/jobs")
        return listed.jobs if listed else ()

    async def _annotations(self, job: Job) -> tuple[Annotation, ...]:
        listed = await self._read(Annotations, f"/check-runs/{job.id}/annotations?per_page=50")
        return listed.root if listed else ()

    async def _read(self, model: type[Model], path: str) -> Model | None:
        """What makes an answer fuller; without it, the run alone answers."""
        try:
            return parse(model, (await self._github.get(path, MAX_AGE)).response)
        except Unavailable:
            return None


def _created(task_id: str) -> str | None:
    """When a task's runs can have been created, as GitHub writes a range; None if this is no task id.

    Without an end, an old task would be lost behind the runs of all days since.
    """
    named = _TASK_ID.fullmatch(task_id)
    if not named:
        return None
    try:
        day = datetime.strptime(named[2], "%Y%m%d").replace(tzinfo=UTC)
        ends = (day - CLOCK_SKEW, day + timedelta(days=1) + CLOCK_SKEW)
    except (ValueError, OverflowError):
        return None
    return "..".join(f"{end:%Y-%m-%dT%H:%M:%SZ}" for end in ends)
