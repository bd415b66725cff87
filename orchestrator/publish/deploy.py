"""From pushed to live: wait; where Pages fails, deploy once more; then have the branch built the old way.

A deployment is keyed by its commit, so each new try is a new commit with the same files. A green run is not
believed: live is what Pages serves.
"""

import logging
from dataclasses import replace

from orchestrator.publish import commit, runs
from orchestrator.publish.custom_workflow import Own, own_workflow
from orchestrator.publish.errors import NotLive, WorkflowFailed
from orchestrator.publish.job import Job
from orchestrator.publish.liveness import Watch
from orchestrator.publish.marker import marked
from orchestrator.publish.push import Landed
from orchestrator.publish.remote import Remote
from orchestrator.publish.repository import DEFAULT_BRANCH
from orchestrator.publish.runs import DeployRun
from orchestrator.records.site import MARKER, Site
from orchestrator.verify.static_checks.workflow_policy import OURS

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
"""How long Pages alone is watched before GitHub is asked; a first publication takes about as long."""

STUCK_SECONDS = 180.0
"""A deployment that runs longer is given up."""

LEAST_SECONDS = 45.0
"""With less time than this, no further deployment is begun."""

LEGACY_WORKFLOW = "dynamic/pages/pages-build-deployment"
"""The path that GitHub gives to the runs of its own build."""


class Deployer:
    """Follows one request to its address, over as many commits as that takes."""

    def __init__(self, job: Job, remote: Remote, landed: Landed) -> None:
        """Begin with the commit that has landed."""
        self._job = job
        self._remote = remote
        self._landed = landed
        self._own: Own | None = None
        self._workflows = frozenset({OURS})
        self._run = DeployRun("absent")
        self._seen = ""

    def bring_live(self) -> Landed:
        """Wait until the request is live, and return the commit that made it so.

        Raises:
            NotLive: it is not at the deadline, or its workflow failed.
            PublishError: GitHub refuses one of the further steps.
        """
        if self._landed.site is None and self._watch().look():
            return self._landed
        self._read_workflows()
        if self._is_live():
            return self._landed
        if self._own is None:
            for again in (self._deploy_again, self._build_legacy):
                if self._job.deadline.remaining() < LEAST_SECONDS:
                    break
                again()
                if self._is_live():
                    return self._landed
        raise self._failure()

    def _is_live(self) -> bool:
        """Watch until the commit is live, or until there is no hope for it."""
        job, watch = self._job, self._watch()
        until = job.deadline.within(STUCK_SECONDS)
        while True:
            if watch.wait(until.within(self._own.look_seconds if self._own else LOOK_SECONDS)):
                return True
            self._seen = watch.seen
            if until.passed:
                return False
            self._run = runs.deploy_run(job.api, job.name, self._landed.sha, self._workflows)
            logger.info("not live yet: %s; its run: %s", self._seen, self._run.state)
            if self._own and self._run.state == "succeeded" and self._own.is_served(job, self._run):
                return True
            if self._run.state in {"absent", "failed"} or (self._run.state == "succeeded" and not self._own):
                return watch.look()

    def _watch(self) -> Watch:
        return Watch(self._job, self._landed.marker)

    def _read_workflows(self) -> None:
        """Find out which workflow deploys the site; one that another run pushed is fetched for that."""
        landed = self._landed
        if landed.site is None:
            self._remote.fetch(landed.sha)
            site = commit.files(self._remote.git, landed.sha)
            self._landed = landed = replace(landed, site=site.changed({}, frozenset({MARKER})))
        briefs = [past.brief for past in landed.marker.rounds]
        self._own = own_workflow(landed.site, briefs) if landed.site else None
        self._workflows = self._own.paths if self._own else self._workflows

    def _deploy_again(self) -> None:
        """Push the same files as a new commit."""
        logger.info("deploying once more, as a new commit")
        if self._run.state == "running":
            runs.cancel(self._job.api, self._job.name, self._run)
        self._push_again("Deploy again", {})

    def _build_legacy(self) -> None:
        """Have Pages build the branch itself, without a workflow of ours."""
        logger.info("falling back to a build of the branch")
        branch = self._landed.branch or DEFAULT_BRANCH
        body = {"build_type": "legacy", "source": {"branch": branch, "path": "/"}}
        self._workflows = frozenset({LEGACY_WORKFLOW})
        self._job.api.call("PUT", f"/repos/{self._job.name}/pages", body, what="let Pages build the branch")
        self._push_again("Let Pages build the branch", {".nojekyll": b""})

    def _push_again(self, message: str, more: dict[str, bytes]) -> None:
        """A new commit on top of ours; if others have gone on from there already, theirs will do."""
        head = self._remote.head()
        if head is None or head.sha != self._landed.sha:
            return
        self._remote.fetch(head.sha)
        git, marker = self._remote.git, self._landed.marker
        site = (self._landed.site or Site({})).changed(more)
        if more:
            marker = marker.model_copy(update={"content": site.content_digest()})
        sha = commit.commit(git, marked(site, marker), head.sha, message, self._job.envelope.received_at)
        if self._remote.push(sha, head.branch):
            self._landed = replace(
                self._landed, branch=head.branch, sha=sha, marker=marker, site=site, pushed=True
            )

    def _failure(self) -> NotLive:
        job, run = self._job, self._run
        if run.state != "failed":
            return NotLive(job.target.pages_url, self._seen)
        log = runs.failing_log(job.api, job.name, run)
        return WorkflowFailed(job.target.pages_url, run.workflow, run.url, log)
