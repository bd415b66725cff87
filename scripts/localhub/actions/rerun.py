"""Re-runs: the next attempt of a run, with all jobs or only those that failed and what needs them.

act always runs the jobs that a job needs. A job that does not run again is therefore replaced by one that
only sets the outputs of the attempt before.
"""

import shutil
from collections.abc import Mapping
from dataclasses import replace

from scripts.localhub.actions.events import add_jobs
from scripts.localhub.actions.workflow import Document, parse
from scripts.localhub.errors import ApiError
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Job, Run
from scripts.localhub.state import State


def next_attempt(state: State, run: Run, *, only_failed: bool) -> None:
    """Make a completed run ready to be queued again.

    Raises:
        ApiError: 403 while it is still running, or when nothing has failed.
    """
    document = parse(git.file_at(run.repository.folder, run.sha, run.workflow) or b"")
    with state.lock:
        if run.status != "completed":
            raise ApiError(403, "This workflow is already running")
        before = {job.key: job for job in run.current_jobs()}
        kept = {key: job for key, job in before.items() if only_failed and job.conclusion == "success"}
        if only_failed and len(kept) == len(before):
            raise ApiError(403, "This workflow run cannot be retried")
        if not only_failed:
            shutil.rmtree(run.artifacts, ignore_errors=True)
        run.attempt += 1
        run.set_status("queued")
        run.cancel_requested, run.reused = False, frozenset(kept)
        add_jobs(state, run, document)
        run.jobs = [_reuse(job, run.attempt, kept) for job in run.jobs]


def _reuse(job: Job, attempt: int, kept: Mapping[str, Job]) -> Job:
    if job.run_attempt != attempt or job.key not in kept:
        return job
    return replace(kept[job.key], id=job.id, run_attempt=attempt)


def reduced(document: Document, run: Run) -> Document:
    """The workflow with the jobs that do not run again replaced by stubs."""
    jobs = {key: _stub(job, run, key) if key in run.reused else job for key, job in document["jobs"].items()}
    return {**document, "name": run.workflow_name, "jobs": jobs}


def _stub(job: Mapping[str, object], run: Run, key: str) -> dict[str, object]:
    outputs = next(record.outputs for record in run.current_jobs() if record.key == key)
    kept = {name: job[name] for name in ("name", "needs", "runs-on") if name in job}
    return {**kept, "steps": [{"run": ":", "shell": "sh"}], "outputs": dict(outputs)}
