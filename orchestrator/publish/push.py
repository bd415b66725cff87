"""Getting one commit onto the target's branch, where others may be doing the same: the branch is the lock."""

import logging
from dataclasses import dataclass

from orchestrator.publish import commit
from orchestrator.publish.errors import BranchMoved, Hidden, NameTaken
from orchestrator.publish.job import Job
from orchestrator.publish.marker import marked, refuse_broken
from orchestrator.publish.merge import lay_over
from orchestrator.publish.remote import Head, Remote
from orchestrator.publish.repository import DEFAULT_BRANCH, create, enable_pages, is_private
from orchestrator.records import Deployment
from orchestrator.records.site import MARKER, Site
from orchestrator.text.display import one_line

logger = logging.getLogger(__name__)

MAX_MOVES = 8
"""How often a branch may move under our hands before the task starts again."""


@dataclass(frozen=True)
class Landed:
    """The commit that holds the request."""

    branch: str
    sha: str
    marker: Deployment
    site: Site | None
    """The files, without the marker; None if another run pushed them."""
    pushed: bool


def land(job: Job, remote: Remote, site: Site, marker: Deployment) -> Landed:
    """Push `site` as one commit on top of what the target holds.

    If the request stands there already, nothing is pushed. If another round came between, ours is laid over
    it where the two changed different files.

    Raises:
        PublishError: GitHub refuses, the name is taken, or two rounds changed the same files.
        GateRefused: the two rounds together break a rule that each kept.
    """
    branch, head = _destination(job, remote)
    for _ in range(MAX_MOVES):
        if head:
            remote.fetch(head.sha)
        if head and head.sha != job.target.base_sha:
            theirs = _theirs(job, remote, head)
            if job.envelope.digest in {past.request for past in theirs.rounds}:
                logger.info("%s holds this request already, at %s", job.name, head.sha)
                return Landed(head.branch, head.sha, theirs, None, pushed=False)
            site, marker = _laid_over(job, remote, head, theirs, site, marker)
        parent = head.sha if head else None
        sha = commit.commit(remote.git, marked(site, marker), parent, _message(job), job.envelope.received_at)
        if remote.push(sha, branch):
            logger.info("pushed %s to %s of %s", sha, branch, job.name)
            return Landed(branch, sha, marker, site, pushed=True)
        head = remote.head()
    raise BranchMoved(job.name)


def _destination(job: Job, remote: Remote) -> tuple[str, Head | None]:
    """The branch to push to and what is on it; makes the repository and enables Pages where there is none."""
    if job.target.base_sha:
        head = remote.head()
        return (head.branch if head else DEFAULT_BRANCH), head
    title = one_line(job.envelope.task.title)
    created = create(job.api, job.target.owner, job.target.repo, title, job.target.pages_url)
    head = None if created else remote.head()
    if head is None:
        enable_pages(job.api, job.target.owner, job.target.repo)
    return created or (head.branch if head else DEFAULT_BRANCH), head


def _theirs(job: Job, remote: Remote, head: Head) -> Deployment:
    found = commit.marker(remote.git, head.sha)
    if found is None:
        raise NameTaken(job.name, f"it holds files without a {MARKER} of this system")
    if found.task != job.envelope.task.task and job.target.deployment is None:
        raise NameTaken(job.name, f"it holds the app of another task, {found.task[:60]!r}")
    return found


def _laid_over(
    job: Job, remote: Remote, head: Head, theirs: Deployment, site: Site, marker: Deployment
) -> tuple[Site, Deployment]:
    """Our changes on top of theirs; what comes out was seen by no browser, and its marker says so."""
    base = job.target.base_sha
    if base is None:
        if is_private(job.api, job.target.owner, job.target.repo):
            raise Hidden(job.name)
        raise BranchMoved(job.name, tuple(site))
    remote.fetch(base)
    before, other = commit.files(remote.git, base), commit.files(remote.git, head.sha)
    merged = lay_over(job.name, before, other, site)
    tally = marker.verdict.model_copy(update={"verified": False})
    rounds = (*theirs.rounds, marker.rounds[-1])
    update = {"content": merged.content_digest(), "verdict": tally, "rounds": rounds}
    fresh = marker.model_copy(update=update)
    refuse_broken(merged, fresh)
    return merged, fresh


def _message(job: Job) -> str:
    task = job.envelope.task
    verb = "Build" if task.round == 1 else "Revise"
    return f"{verb} {one_line(task.title)}\n\nRound {task.round}, task {job.envelope.task_id}"
