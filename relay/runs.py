"""What GitHub's lists of runs and jobs say about one task: pure functions of their JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from orchestrator.task.identity import pages_url
from relay.answers import State, TaskStatus
from relay.settings import Settings

_FINE = {"success", "skipped", "neutral"}
_LAST_STAGE = "publish"


def runs_of(task_id: str, listed: object) -> list[Mapping[str, Any]]:
    """The runs in a list's JSON whose title begins with the task id, as `run-name` in task.yml makes it."""
    runs = listed.get("workflow_runs") if isinstance(listed, dict) else None
    return [run for run in runs or () if str(run.get("display_title", "")).split(" ")[0] == task_id]


def status_of(task_id: str, runs: Sequence[Mapping[str, Any]], settings: Settings) -> TaskStatus:
    """The state of a task from its runs, newest first: several if the same request came more than once.

    One that succeeded decides, because then the app is published whatever a repeat does; else one that has
    not ended, because it may still succeed; else the newest.
    """
    if not runs:
        return not_found(task_id, "No run is known: a new task's run shows after a few seconds.")
    run = min(runs, key=_rank)
    state = _state(run)
    repo = str(run["display_title"]).partition(" ")[2].strip()
    owner = settings.target_owner
    return TaskStatus(
        task_id=task_id,
        status=state,
        message=_message(state, run),
        run_url=run.get("html_url"),
        repo_url=f"{settings.server_url}/{owner}/{repo}" if repo else None,
        pages_url=pages_url(settings.pages_url, owner, repo) if repo else None,
        created_at=run.get("created_at"),
        completed_at=run.get("updated_at") if state in {"completed", "failed"} else None,
    )


def with_jobs(status: TaskStatus, listed: object) -> TaskStatus | None:
    """The state of a run that was at work, from the list of its jobs; None if the list says nothing."""
    jobs = listed.get("jobs") if isinstance(listed, dict) else None
    if not jobs:
        return None
    active = next((job for job in jobs if job.get("status") != "completed"), None)
    if active:
        changes = {"stage": active.get("name"), "message": _at_work(active)}
    elif any(job.get("conclusion") not in _FINE for job in jobs):
        failed = next(job for job in jobs if job.get("conclusion") not in _FINE)
        message = f"The job {failed.get('name')} ended with {failed.get('conclusion')}."
        changes = _ended("failed", message, jobs) | {"stage": failed.get("name")}
    elif any(job.get("name") == _LAST_STAGE for job in jobs):
        changes = _ended("completed", "The run has succeeded.", jobs)
    else:
        changes = {"stage": None, "message": "The run is between two jobs."}
    return TaskStatus.model_validate(status.model_dump() | changes)


def not_found(task_id: str, message: str) -> TaskStatus:
    """The answer for a task of which GitHub shows no run."""
    return TaskStatus(task_id=task_id, status="not_found", message=message)


def _rank(run: Mapping[str, Any]) -> int:
    if run.get("conclusion") == "success":
        return 0
    return 2 if run.get("status") == "completed" else 1


def _state(run: Mapping[str, Any]) -> State:
    if run.get("status") == "completed":
        return "completed" if run.get("conclusion") == "success" else "failed"
    return "in_progress" if run.get("status") == "in_progress" else "queued"


def _message(state: State, run: Mapping[str, Any]) -> str:
    if state == "completed":
        return "The run has succeeded."
    if state == "failed":
        return f"The run ended with {run.get('conclusion')}."
    if state == "queued":
        return "The run is waiting for a machine."
    return "The run is in progress; the next answer can name its stage."


def _at_work(job: Mapping[str, Any]) -> str:
    step = next((step for step in job.get("steps") or () if step.get("status") == "in_progress"), None)
    if job.get("status") != "in_progress":
        return f"The job {job.get('name')} is waiting for a machine."
    return f"The job {job.get('name')} is at work" + (f": {step.get('name')}." if step else ".")


def _ended(state: State, message: str, jobs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    ends = [job["completed_at"] for job in jobs if job.get("completed_at")]
    return {"status": state, "stage": None, "message": message, "completed_at": max(ends, default=None)}
