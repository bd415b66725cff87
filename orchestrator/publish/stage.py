"""The publish stage: repository, Pages, one push of one commit, and the proof that it is live."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from orchestrator.publish.commit import new_repository
from orchestrator.publish.deploy import Deployer
from orchestrator.publish.job import Job
from orchestrator.publish.marker import make_marker, refuse_broken
from orchestrator.publish.push import Landed, land
from orchestrator.publish.remote import Remote
from orchestrator.records import Publication
from orchestrator.records.workdir import WorkDir
from orchestrator.runtime.deadline import Deadline, task_end, utc_now

LEAST_SECONDS = 240.0
"""A run that starts late (a long queue, a re-run hours later) still gets what one publication needs."""

CALLBACK_SECONDS = 30.0
"""What publishing leaves of the task's time for the callback."""


def publish_deadline(received_at: datetime, task_seconds: float, now: datetime) -> Deadline:
    """When the site must be live: in the task's time less the callback's share, but see `LEAST_SECONDS`."""
    planned = task_end(received_at, task_seconds - CALLBACK_SECONDS, now)
    return Deadline(max(planned, now + timedelta(seconds=LEAST_SECONDS)), utc_now)


def publish(job: Job, work: WorkDir) -> Publication:
    """Bring what lies in the work directory to its address, and see it there.

    Every step may be repeated after a crash: names, commits and markers follow from the request alone.

    Raises:
        GateRefused: the site breaks a rule that is never bent; nothing was created.
        PublishError: GitHub refuses, or the site is not live in time.
    """
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        git = new_repository(job, Path(folder))
        remote = Remote(git, job.deadline, job.sleep)
        landed = Deployer(job, remote, _standing(job) or _land(job, work, remote)).bring_live()
        return Publication(
            repo_url=job.repo_url,
            commit_sha=landed.sha,
            pages_url=job.target.pages_url,
            live=True,
            pushed=landed.pushed,
        )


def _standing(job: Job) -> Landed | None:
    """What an earlier run published for this very request, if generation found it."""
    target = job.target
    if not (target.already_published and target.base_sha and target.deployment):
        return None
    return Landed("", target.base_sha, target.deployment, None, pushed=False)


def _land(job: Job, work: WorkDir, remote: Remote) -> Landed:
    site = work.site()
    marker = make_marker(job.envelope, job.target, work.generation(), work.verdict(), site)
    refuse_broken(site, marker)
    return land(job, remote, site, marker)
