"""What GitHub's lists of runs, jobs and annotations say about one task: pure functions of them."""

from collections.abc import Iterable, Sequence

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
_PUBLISHED = "The app is published."
_SUCCESS = {"success", "skipped", "neutral"}

ENDED = {"completed", "failed"}
"""The states of a task that has annotations to read."""

GENERATE_JOB, PUBLISH_JOB = "generate", "publish"
"""The job that writes the notice with task id and repository, and the last one."""

PREFLIGHT_JOB = "preflight"
"""The job that runs beside the others; only its failure is of interest."""


def run_of(task_id: str, runs: Iterable[Run]) -> Run | None:
    """The run that decides, of those whose title begins with the task id: a repeated request has several.

    One that succeeded, because then the app is published whatever a repeat does; else one that has not ended,
    because it may still succeed; else the newest.
    """
    named = [run for run in runs if run.display_title.split(" ")[0] == task_id]
    return min(named, key=lambda run: (run.conclusion != "success", run.status == "completed"), default=None)


def outcome_of(run: Run, jobs: Sequence[Job]) -> tuple[State, Job | None, str]:
    """The state of a run, the job that shows it, and what it means as far as no annotation says it better.

    While the run is in progress its jobs decide, because GitHub ends the run later than its last job.
    """
    ended = [job for job in jobs if job.status == "completed"]
    failed = next((job for job in ended if job.conclusion not in _SUCCESS), None)
    last = next((job for job in jobs if job.name == PUBLISH_JOB), None)
    if run.status == "completed":
        if run.conclusion == "success":
            return "completed", last, _PUBLISHED
        return "failed", failed, f"The run ended with {run.conclusion}."
    if run.status != "in_progress":
        return "queued", None, "The run is waiting for a machine."
    active = [job for job in jobs if job not in ended and job.name != PREFLIGHT_JOB]
    if active:
        return "in_progress", active[0], _progress(active[0])
    if failed:
        return "failed", failed, ""
    if last and last.conclusion == "success":
        return "completed", last, _PUBLISHED
    is_between = jobs and not last
    return "in_progress", None, "The run is between two jobs." if is_between else "The run is in progress."


def describe(
    task_id: str, run: Run, jobs: Sequence[Job], notes: Sequence[Annotation], settings: Settings
) -> TaskStatus:
    """The answer for a task; `notes` are the annotations of the job that `outcome_of` gives."""
    state, job, message = outcome_of(run, jobs)
    ends = [run.updated_at] if run.status == "completed" else [job.completed_at for job in jobs]
    ended = state in ENDED
    if ended:
        said = notice(notes, OUTCOME_NOTICE)
        message = _failure(job, notes) if job and state == "failed" else said or message
    owner, repo = settings.target_owner, run.display_title.partition(" ")[2].strip()
    account = f"{settings.server_url}/{owner}/"
    app = repo or notice(notes, APP_NOTICE).removeprefix(account)
    known = app and "/" not in app
    return TaskStatus(
        task_id=task_id,
        status=state,
        message=message,
        stage=job.name if job and state != "completed" else None,
        run_url=run.html_url,
        repo_url=account + app if known else None,
        pages_url=pages_url(settings.pages_url, owner, app) if known else None,
        created_at=run.created_at,
        completed_at=max(filter(None, ends), default=None) if ended else None,
    )


def notice(notes: Sequence[Annotation], title: str) -> str:
    """The message of the annotation with this title; empty if there is none."""
    return next((one.message or "" for one in notes if one.title == title), "")


def _progress(job: Job) -> str:
    if job.status != "in_progress":
        return f"The job {job.name} is waiting for a machine."
    step = next((step for step in job.steps if step.status == "in_progress"), None)
    return f"The job {job.name} is running" + (f": {step.name}." if step else ".")


def _failure(job: Job, notes: Sequence[Annotation]) -> str:
    """Which step of a job failed, and why, in its own words."""
    errors = [one.message or "" for one in notes if one.annotation_level == "failure"]
    reasons = [message for message in errors if not message.startswith(_GITHUBS_OWN)]
    step, ended = job.failed_step, f"The job {job.name} ended with {job.conclusion}"
    what = f"The step “{step}” failed" if step else ended
    return f"{what}: {reasons[0]}" if reasons else f"{what}; its log has the reason."
