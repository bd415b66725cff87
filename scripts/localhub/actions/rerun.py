"""Re-runs: the next attempt of a run, with all jobs or only those that failed and what needs them.

act always runs the jobs that a job needs. A job that is to be taken over is therefore replaced by one that
does nothing but hand on the outputs of the attempt before.
"""

import shutil
from collections.abc import Mapping
from dataclasses import replace

from scripts.localhub import git
from scripts.localhub.actions.events import add_jobs
from scripts.localhub.actions.workflow import Document, parse
from scripts.localhub.errors import ApiError
from scripts.localhub.records import Job, Run, now
from scripts.localhub.world import World


def next_attempt(world: World, run: Run, *, only_failed: bool) -> None:
    """Make a completed run ready to be queued again.

    Raises:
        ApiError: 403 while it is still running, or when nothing has failed.
    """
    document = parse(git.file_at(run.repository.folder, run.sha, run.workflow) or b"")
    with world.lock:
        if run.status != "completed":
            raise ApiError(403, "This workflow is already running")
        before = {job.key: job for job in run.current_jobs()}
        kept = {key: job for key, job in before.items() if only_failed and job.conclusion == "success"}
        if only_failed and len(kept) == len(before):
            raise ApiError(403, "This workflow run cannot be retried")
        if not only_failed:
            shutil.rmtree(run.artifacts, ignore_errors=True)
        run.attempt += 1
        run.status, run.conclusion, run.cancel_asked = "queued", None, False
        run.reused, run.updated_at = frozenset(kept), now()
        add_jobs(world, run, document)
        run.jobs = [_taken_over(job, run.attempt, kept) for job in run.jobs]


def _taken_over(job: Job, attempt: int, kept: Mapping[str, Job]) -> Job:
    if job.run_attempt != attempt or job.key not in kept:
        return job
    return replace(kept[job.key], id=job.id, run_attempt=attempt)


def reduced(document: Document, run: Run) -> Document:
    """The workflow with the jobs that this attempt takes over replaced by stubs."""
    jobs = {key: _stub(job, run, key) if key in run.reused else job for key, job in document["jobs"].items()}
    return {**document, "name": run.workflow_name, "jobs": jobs}


def _stub(job: Mapping[str, object], run: Run, key: str) -> dict[str, object]:
    outputs = next(record.outputs for record in run.current_jobs() if record.key == key)
    kept = {name: job[name] for name in ("name", "needs", "runs-on") if name in job}
    return {**kept, "steps": [{"run": ":", "shell": "sh"}], "outputs": dict(outputs)}
