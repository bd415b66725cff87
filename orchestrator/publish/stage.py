"""The publish stage: repository, Pages, one push of one commit, and the proof that it is live."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from orchestrator.publish.deploy import Deployer
from orchestrator.publish.git.commit import new_repository
from orchestrator.publish.git.remote import Remote
from orchestrator.publish.job import Job
from orchestrator.publish.marker import Proposal
from orchestrator.publish.push import Pusher
from orchestrator.records import Publication
from orchestrator.records.workdir import WorkDir
from orchestrator.runtime.deadline import Deadline, task_end, utc_now

MIN_SECONDS = 240.0
"""A run that starts late (a long queue, a re-run hours later) still gets what one publication needs."""

CALLBACK_SECONDS = 30.0
"""The part of the task's time that is reserved for the callback."""


def publish_deadline(received_at: datetime, task_seconds: float, now: datetime) -> Deadline:
    """When the site must be live: the task's time less `CALLBACK_SECONDS`, and at least `MIN_SECONDS`."""
    planned = task_end(received_at, task_seconds - CALLBACK_SECONDS, now)
    return Deadline(max(planned, now + timedelta(seconds=MIN_SECONDS)), utc_now)


def publish(job: Job, work: WorkDir) -> Publication:
    """Push the app in the work directory and wait until it is live.

    Every step may be repeated after a crash: names, commits and markers follow from the request alone.

    Raises:
        GateRefused: the site breaks a rule that no site may break; nothing was created.
        PublishError: GitHub refuses, or the site is not live in time.
    """
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        remote = Remote(new_repository(job, Path(folder)), job)
        pushed = Pusher(job, remote, _proposal(work)).push()
        deployed = Deployer(job, remote, pushed).deploy()
        return Publication(
            repo_url=job.repo_url,
            commit_sha=deployed.sha,
            pages_url=job.target.pages_url,
            live=True,
            pushed=deployed.pushed,
        )


def _proposal(work: WorkDir) -> Proposal | None:
    """What the generate job made; None if it made nothing, because the request was published already."""
    if work.target().already_published:
        return None
    return Proposal(work.site(), work.generation(), work.verdict())
