"""What GitHub's lists of runs and jobs say about one task: pure functions of them."""

from collections.abc import Sequence
from typing import Any

from orchestrator.task.identity import pages_url
from relay.github.schemas import Job, Run
from relay.schemas import State, TaskStatus
from relay.settings import Settings

_FINE = {"success", "skipped", "neutral"}
_LAST_STAGE = "publish"


def runs_of(task_id: str, runs: Sequence[Run]) -> list[Run]:
    """The runs whose title begins with the task id."""
    return [run for run in runs if run.display_title.split(" ")[0] == task_id]


def status_of(task_id: str, runs: Sequence[Run], settings: Settings) -> TaskStatus:
    """The state of a task from its runs, newest first: several if the same request came more than once.

    One that succeeded decides, because then the app is published whatever a repeat does; else one that has
    not ended, because it may still succeed; else the newest.
    """
    if not runs:
        return not_found(task_id, "No run is known: a new task's run shows after a few seconds.")
    run = min(runs, key=_rank)
    state = _state(run)
    repo = run.display_title.partition(" ")[2].strip()
    owner = settings.target_owner
    return TaskStatus(
        task_id=task_id,
        status=state,
        message=_message(state, run),
        run_url=run.html_url,
        repo_url=f"{settings.server_url}/{owner}/{repo}" if repo else None,
        pages_url=pages_url(settings.pages_url, owner, repo) if repo else None,
        created_at=run.created_at,
        completed_at=run.updated_at if state in {"completed", "failed"} else None,
    )


def with_jobs(status: TaskStatus, jobs: Sequence[Job]) -> TaskStatus | None:
    """The state of a run that was at work, from its jobs; None where they leave it to the run itself."""
    changes: dict[str, Any]
    active = next((job for job in jobs if job.status != "completed"), None)
    failed = next((job for job in jobs if job.conclusion not in _FINE), None)
    last = next((job for job in jobs if job.name == _LAST_STAGE), None)
    if active:
        changes = {"stage": active.name, "message": _at_work(active)}
    elif failed:
        message = f"The job {failed.name} ended with {failed.conclusion}."
        changes = _ended("failed", message, jobs) | {"stage": failed.name}
    elif last and last.conclusion == "success":
        changes = _ended("completed", "The run has succeeded.", jobs)
    elif last or not jobs:
        return None
    else:
        changes = {"stage": None, "message": "The run is between two jobs."}
    return status.model_copy(update=changes)


def not_found(task_id: str, message: str) -> TaskStatus:
    """The answer for a task of which GitHub shows no run."""
    return TaskStatus(task_id=task_id, status="not_found", message=message)


def _rank(run: Run) -> int:
    if run.conclusion == "success":
        return 0
    return 2 if run.status == "completed" else 1


def _state(run: Run) -> State:
    if run.status == "completed":
        return "completed" if run.conclusion == "success" else "failed"
    return "in_progress" if run.status == "in_progress" else "queued"


def _message(state: State, run: Run) -> str:
    if state == "completed":
        return "The run has succeeded."
    if state == "failed":
        return f"The run ended with {run.conclusion}."
    if state == "queued":
        return "The run is waiting for a machine."
    return "The run is in progress; the next answer can name its stage."


def _at_work(job: Job) -> str:
    step = next((step for step in job.steps if step.status == "in_progress"), None)
    if job.status != "in_progress":
        return f"The job {job.name} is waiting for a machine."
    return f"The job {job.name} is at work" + (f": {step.name}." if step else ".")


def _ended(state: State, message: str, jobs: Sequence[Job]) -> dict[str, Any]:
    ends = [job.completed_at for job in jobs if job.completed_at]
    return {"status": state, "stage": None, "message": message, "completed_at": max(ends, default=None)}
