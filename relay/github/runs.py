"""What GitHub's lists of runs, jobs and annotations say about one task: pure functions of them."""

from collections.abc import Sequence
from typing import Any

from orchestrator.task.identity import pages_url
from relay.github.schemas import Annotation, Job, Run
from relay.schemas import State, TaskStatus
from relay.settings import Settings

TASK_NOTICE = "task"
"""Title of the annotation of the job generate that names task id and repository."""

APP_NOTICE = "app"
"""Title of the annotation of the job publish that names the repository's address."""

OUTCOME_NOTICE = "outcome"
"""Title of the annotation of the job publish that says in one sentence what came of the task."""

_GITHUBS_OWN = "Process completed with exit code"
_SUCCESS = {"success", "skipped", "neutral"}
_LAST_JOB = "publish"

PREFLIGHT_JOB = "preflight"
"""The job that runs beside the others; only its failure is of interest."""

_MESSAGES: dict[State, str] = {
    "completed": "The app is published.",
    "queued": "The run is waiting for a machine.",
    "in_progress": "The run is in progress.",
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
        return not_found(
            task_id,
            "No run of this task is known. A new one shows after some seconds, one that was started in the "
            "Actions tab when it has read its form.",
        )
    run = min(runs, key=_rank)
    state = _state(run)
    status = TaskStatus(
        task_id=task_id,
        status=state,
        message=_MESSAGES.get(state, f"The run ended with {run.conclusion}."),
        run_url=run.html_url,
        created_at=run.created_at,
        completed_at=run.updated_at if state in {"completed", "failed"} else None,
    )
    return _with_repository(status, run.display_title.partition(" ")[2].strip(), settings)


def with_jobs(status: TaskStatus, jobs: Sequence[Job]) -> TaskStatus | None:
    """The state of a run that was in progress, from its jobs; None where only the run itself can tell."""
    changes: dict[str, Any] = {}
    working = [job for job in jobs if job.status != "completed" and job.name != PREFLIGHT_JOB]
    active = next(iter(working), None)
    last = next((job for job in jobs if job.name == _LAST_JOB), None)
    ends = [job.completed_at for job in jobs if job.completed_at]
    if active:
        changes = {"stage": active.name, "message": _progress(active)}
    elif failed := failed_job(jobs):
        changes = {"status": "failed", "stage": failed.name, "message": _failure(failed, ())}
    elif last and last.conclusion == "success":
        changes = {"status": "completed", "stage": None, "message": _MESSAGES["completed"]}
    elif last or not jobs:
        return None
    else:
        changes = {"stage": None, "message": "The run is between two jobs."}
    if "status" in changes:
        changes["completed_at"] = max(ends, default=None)
    return status.model_copy(update=changes)


def failed_job(jobs: Sequence[Job]) -> Job | None:
    """The first job that did not succeed."""
    return next((job for job in jobs if job.conclusion not in _SUCCESS), None)


def deciding_job(jobs: Sequence[Job]) -> Job | None:
    """The job of a run that has ended whose annotations say how."""
    return failed_job(jobs) or next((job for job in jobs if job.name == _LAST_JOB), None)


def explained(
    status: TaskStatus, job: Job, annotations: Sequence[Annotation], settings: Settings
) -> TaskStatus:
    """The state of a run that has ended, with the reason or the outcome that its deciding job wrote."""
    if status.status == "failed":
        message = _failure(job, annotations)
        return status.model_copy(update={"stage": job.name, "message": message})
    address = notice(annotations, APP_NOTICE).removeprefix(f"{settings.server_url}/{settings.target_owner}/")
    message = notice(annotations, OUTCOME_NOTICE) or status.message
    found = status.model_copy(update={"message": message})
    return found if found.repo_url or "/" in address else _with_repository(found, address, settings)


def notice(annotations: Sequence[Annotation], title: str) -> str:
    """The message of the annotation with this title; empty if there is none."""
    return next((one.message or "" for one in annotations if one.title == title), "")


def not_found(task_id: str, message: str) -> TaskStatus:
    """The answer for a task of which GitHub shows no run."""
    return TaskStatus(task_id=task_id, status="not_found", message=message)


def _with_repository(status: TaskStatus, repo: str, settings: Settings) -> TaskStatus:
    owner = settings.target_owner
    changes = {
        "repo_url": f"{settings.server_url}/{owner}/{repo}",
        "pages_url": pages_url(settings.pages_url, owner, repo),
    }
    return status.model_copy(update=changes) if repo else status


def _failure(job: Job, annotations: Sequence[Annotation]) -> str:
    """Which step of a job failed, and why, in its own words."""
    step = next((step.name for step in job.steps if step.conclusion == "failure"), None)
    errors = [one.message or "" for one in annotations if one.annotation_level == "failure"]
    reasons = [message for message in errors if not message.startswith(_GITHUBS_OWN)]
    what = f"The step “{step}” failed" if step else f"The job {job.name} ended with {job.conclusion}"
    return f"{what}: {reasons[0]}" if reasons else f"{what}; its log has the reason."


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
