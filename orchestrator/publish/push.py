"""One commit onto the target's branch, where other runs may be pushing too: the branch is the lock."""

import logging
from dataclasses import dataclass

from orchestrator.errors import InvalidField
from orchestrator.publish.errors import BranchMoved, GitHubBusy, Refusal, Refused
from orchestrator.publish.git import commit
from orchestrator.publish.git.repository import Head, Repository
from orchestrator.publish.github.repository import (
    DEFAULT_BRANCH,
    create_repository,
    enable_pages,
    is_private,
    set_build,
)
from orchestrator.publish.job import Job
from orchestrator.publish.marker import Proposal, make_marker, require_gate, this_round, with_marker
from orchestrator.records import Deployment
from orchestrator.records.site import MARKER, Site
from orchestrator.task.identity import owner_suffix
from orchestrator.task.ownership import sender_digest
from orchestrator.text.display import one_line

logger = logging.getLogger(__name__)

NO_JEKYLL = ".nojekyll"
"""Put into the site by a build of the branch, which a later round replaces by a build with a workflow."""


@dataclass(frozen=True)
class Pushed:
    """The commit that holds the request."""

    branch: str
    sha: str
    marker: Deployment
    site: Site
    """The files, without the marker."""
    pushed: bool
    """False if an earlier run pushed the request."""


def push(job: Job, git: Repository, proposal: Proposal | None) -> Pushed:
    """Push a proposal as one commit on top of what the target holds, unless the request is there already.

    `proposal` is None if the generate job found the request published.

    Raises:
        PublishError: GitHub refuses, the name is taken, or another push came first.
        GateRefused: the site breaks a rule that no site may break; nothing was created.
        InvalidField: another request with the same identity was published.
    """
    content = _content(job, None, proposal) if proposal and not job.target.base_sha else None
    created = None if job.target.base_sha else create_repository(job)
    head = None if created else git.head()
    pages_error = None if head else _enable_pages(job, new=created is not None)
    deployed = _read_marker(job, git, head) if head else None
    if head and deployed and _holds_request(job, deployed):
        logger.info("%s holds this request already, at %s", job.name, head.sha)
        site = commit.read_files(git, head.sha).changed({}, frozenset({MARKER}))
        return Pushed(head.branch, head.sha, deployed, site, pushed=False)
    if proposal is None or (head.sha if head else None) != job.target.base_sha:
        if job.target.base_sha is None and is_private(job):
            raise _taken(job, "it is private, so generation cannot read it to build on it")
        raise BranchMoved(job.name)
    site, marker = content or _content(job, deployed, proposal)
    if NO_JEKYLL in site:
        set_build(job, build_type="workflow")
    sha = _commit(job, git, with_marker(site, marker), head)
    branch = created or (head.branch if head else DEFAULT_BRANCH)
    if not git.push(sha, branch):
        return push(job, git, None)  # another run was faster, maybe with the same request
    logger.info("pushed %s to %s of %s", sha, branch, job.name)
    if pages_error:
        _enable_pages_late(job, pages_error)
    return Pushed(branch, sha, marker, site, pushed=True)


def _enable_pages(job: Job, *, new: bool) -> Refused | None:
    """Enable Pages; for a `new` repository a refusal may pass and is returned: the push goes first then."""
    try:
        enable_pages(job)
    except Refused as refused:
        if new and refused.kind in {Refusal.OTHER, Refusal.PERMISSION}:
            return refused
        raise
    return None


def _enable_pages_late(job: Job, error: Refused) -> None:
    logger.info("enabling Pages once more, after the push: %s", error)
    job.start_grace()
    try:
        enable_pages(job)
    except Refused as refused:
        what, _, reason = str(refused).partition(": ")
        raise GitHubBusy(what, reason) from refused


def _read_marker(job: Job, git: Repository, head: Head) -> Deployment:
    """The marker at the head of the target.

    Raises:
        Refused: the repository is not of this system, or holds another app.
    """
    task = job.envelope.task
    git.fetch(head.sha)
    found = commit.marker_at(git, head.sha)
    if found is None:
        raise _taken(job, f"it holds files without a {MARKER} of this system")
    by_name = job.target.repo.endswith(owner_suffix(task))  # older markers have no sender
    if found.sender != sender_digest(task, job.target.repo) and (found.sender or not by_name):
        raise _taken(job, "it holds the app of another sender")
    if found.task != task.task and job.target.base_sha is None:
        raise _taken(job, f"it holds the app of another task, {one_line(found.task, 60)!r}")
    return found


def _taken(job: Job, reason: str) -> Refused:
    return Refused(job.name, reason, kind=Refusal.NAME)


def _holds_request(job: Job, deployed: Deployment) -> bool:
    this = this_round(job.envelope)
    past = next((past for past in deployed.rounds if past.request == this.request), None)
    if past and (past.brief, past.checks) != (this.brief, this.checks):
        raise InvalidField("nonce", "a new one for another brief or other checks of the same round")
    if past and past.attachments not in {"", this.attachments}:
        raise InvalidField("nonce", "a new one for other attachments of the same round")
    return past is not None


def _content(job: Job, deployed: Deployment | None, proposal: Proposal) -> tuple[Site, Deployment]:
    """The files to push and their marker, checked by the gate."""
    rounds = deployed.rounds if deployed else ()
    marker = make_marker(job.envelope, job.target.repo, rounds, proposal)
    require_gate(proposal.site, marker)
    return proposal.site, marker


def _commit(job: Job, git: Repository, site: Site, head: Head | None) -> str:
    envelope = job.envelope
    verb = "Build" if envelope.round == 1 else "Revise"
    subject = f"{verb} {one_line(envelope.task.title)}"
    message = f"{subject}\n\nRound {envelope.round}, task {envelope.task_id}"
    return commit.commit(git, site, head.sha if head else None, message, envelope.received_at)
