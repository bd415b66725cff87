"""One commit onto the target's branch, where other runs may be pushing too: the branch is the lock."""

import logging
from dataclasses import dataclass

from orchestrator.publish.errors import BranchMoved, NameTaken, PermissionMissing, PrivateRepository, Refused
from orchestrator.publish.git import commit
from orchestrator.publish.git.remote import Head, Remote
from orchestrator.publish.github.api import GitHubBusy
from orchestrator.publish.github.repository import (
    DEFAULT_BRANCH,
    create_repository,
    enable_pages,
    is_private,
)
from orchestrator.publish.job import Job
from orchestrator.publish.marker import Proposal, make_marker, require_gate, with_marker
from orchestrator.publish.rebase import rebase
from orchestrator.records import Deployment
from orchestrator.records.site import MARKER, Site
from orchestrator.text.display import one_line

logger = logging.getLogger(__name__)

MAX_MOVES = 8
"""How often the branch may move before the task starts again."""


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


@dataclass
class Pusher:
    """Pushes a proposal as one commit on top of what the target holds."""

    job: Job
    remote: Remote
    proposal: Proposal | None
    """None if the generate job found the request published."""
    pages_error: Refused | None = None
    """Why Pages could not be enabled before the push."""
    _checked: Deployment | None = None
    """The marker of the content that has passed the gate."""

    def push(self) -> Pushed:
        """Push, unless the request is published already; apply it to a round that was faster.

        Raises:
            PublishError: GitHub refuses, the name is taken, or two rounds changed the same files.
            GateRefused: the site, or two rounds together, break a rule that no site may break.
        """
        job, remote = self.job, self.remote
        branch, head = self._open()
        for _ in range(MAX_MOVES):
            deployed = self._marker_at(head) if head else None
            if head and deployed and job.envelope.digest in {past.request for past in deployed.rounds}:
                logger.info("%s holds this request already, at %s", job.name, head.sha)
                site = commit.read_files(remote.git, head.sha).changed({}, frozenset({MARKER}))
                return Pushed(head.branch, head.sha, deployed, site, pushed=False)
            site, marker = self._content(head, deployed)
            sha = self._commit(with_marker(site, marker), head)
            if remote.push(sha, branch):
                logger.info("pushed %s to %s of %s", sha, branch, job.name)
                self._enable_pages_late()
                return Pushed(branch, sha, marker, site, pushed=True)
            head = remote.head()
        raise BranchMoved(job.name)

    def _open(self) -> tuple[str, Head | None]:
        """The branch to push to and its head; creates the repository where there is none."""
        job, remote = self.job, self.remote
        if job.target.base_sha:
            head = remote.head()
            return (head.branch if head else DEFAULT_BRANCH), head
        self._content(None, None)  # a site that the gate refuses creates nothing
        owner, repo = job.target.owner, job.target.repo
        title = one_line(job.envelope.task.title)
        created = create_repository(job.api, owner, repo, title, job.target.pages_url, job.grace)
        if created:
            job.start_grace()
        head = None if created else remote.head()
        if head is None:
            self._enable_pages(created=bool(created))
        return created or (head.branch if head else DEFAULT_BRANCH), head

    def _enable_pages(self, *, created: bool) -> None:
        """Enable Pages; for a new repository a refusal may pass, so the push goes first then."""
        try:
            enable_pages(self.job.api, self.job.target.owner, self.job.target.repo, self.job.grace)
        except Refused as error:
            if not created or type(error) not in {Refused, PermissionMissing}:
                raise
            self.pages_error = error

    def _enable_pages_late(self) -> None:
        if self.pages_error is None:
            return
        logger.info("trying to enable Pages again, after the push: %s", self.pages_error)
        self.job.start_grace()
        try:
            enable_pages(self.job.api, self.job.target.owner, self.job.target.repo, self.job.grace)
        except Refused as error:
            what, _, reason = str(error).partition(": ")
            raise GitHubBusy(what, reason) from error

    def _marker_at(self, head: Head) -> Deployment:
        """The marker at the head of the target.

        Raises:
            NameTaken: the repository is not of this system, or holds another app.
        """
        job = self.job
        self.remote.fetch(head.sha)
        found = commit.marker_at(self.remote.git, head.sha)
        if found is None:
            raise NameTaken(job.name, f"it holds files without a {MARKER} of this system")
        if found.task != job.envelope.task.task and job.target.base_sha is None:
            raise NameTaken(job.name, f"it holds the app of another task, {one_line(found.task, 60)!r}")
        return found

    def _content(self, head: Head | None, deployed: Deployment | None) -> tuple[Site, Deployment]:
        """The files to push and their marker, checked by the gate."""
        if self.proposal is None:  # generation saw the request published, but it is not there any more
            raise BranchMoved(self.job.name)
        site, rounds = self.proposal.site, deployed.rounds if deployed else ()
        if head and head.sha != self.job.target.base_sha:
            site = self._rebased(head, site)
        marker = make_marker(self.job.envelope, rounds, self.proposal, site)
        if marker != self._checked:
            require_gate(site, marker)
            self._checked = marker
        return site, marker

    def _rebased(self, head: Head, ours: Site) -> Site:
        job, git = self.job, self.remote.git
        base = job.target.base_sha
        if base is None:
            if is_private(job.api, job.target.owner, job.target.repo):
                raise PrivateRepository(job.name)
            raise BranchMoved(job.name, tuple(ours))
        self.remote.fetch(base)
        before, theirs = commit.read_files(git, base), commit.read_files(git, head.sha)
        return rebase(job.name, before, theirs, ours)

    def _commit(self, site: Site, head: Head | None) -> str:
        envelope = self.job.envelope
        verb = "Build" if envelope.round == 1 else "Revise"
        subject = f"{verb} {one_line(envelope.task.title)}"
        message = f"{subject}\n\nRound {envelope.round}, task {envelope.task_id}"
        parent = head.sha if head else None
        return commit.commit(self.remote.git, site, parent, message, envelope.received_at)
