"""What GitHub's lists of runs and jobs say about one task: pure functions of them."""

from collections.abc import Sequence
from typing import Any

from orchestrator.task.identity import pages_url
from relay.github.schemas import Job, Run
from relay.schemas import State, TaskStatus
from relay.settings import Settings

_SUCCESS = {"success", "skipped", "neutral"}
_LAST_JOB = "publish"

_MESSAGES: dict[State, str] = {
    "completed": "The run has succeeded.",
    "queued": "The run is waiting for a machine.",
    "in_progress": "The run is in progress; the next answer can name its stage.",
}


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
        message=_MESSAGES.get(state, f"The run ended with {run.conclusion}."),
        run_url=run.html_url,
        repo_url=f"{settings.server_url}/{owner}/{repo}" if repo else None,
        pages_url=pages_url(settings.pages_url, owner, repo) if repo else None,
        created_at=run.created_at,
        completed_at=run.updated_at if state in {"completed", "failed"} else None,
    )


def with_jobs(status: TaskStatus, jobs: Sequence[Job]) -> TaskStatus | None:
    """The state of a run that was in progress, from its jobs; None where only the run itself can tell."""
    changes: dict[str, Any] = {}
    active = next((job for job in jobs if job.status != "completed"), None)
    failed = next((job for job in jobs if job.conclusion not in _SUCCESS), None)
    last = next((job for job in jobs if job.name == _LAST_JOB), None)
    ends = [job.completed_at for job in jobs if job.completed_at]
    if active:
        changes = {"stage": active.name, "message": _progress(active)}
    elif failed:
        message = f"The job {failed.name} ended with {failed.conclusion}."
        changes = {"status": "failed", "stage": failed.name, "message": message}
    elif last and last.conclusion == "success":
        changes = {"status": "completed", "stage": None, "message": _MESSAGES["completed"]}
    elif last or not jobs:
        return None
    else:
        changes = {"stage": None, "message": "The run is between two jobs."}
    if "status" in changes:
        changes["completed_at"] = max(ends, default=None)
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


def _progress(job: Job) -> str:
    step = next((step for step in job.steps if step.status == "in_progress"), None)
    if job.status != "in_progress":
        return f"The job {job.name} is waiting for a machine."
    return f"The job {job.name} is running" + (f": {step.name}." if step else ".")
