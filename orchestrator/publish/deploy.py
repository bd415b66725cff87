"""From pushed to live: wait for Pages; where it fails, deploy once more; then use GitHub's own branch build.

A deployment is keyed by its commit, so each further try is a new commit with the same files. A green run
proves nothing: live is what Pages serves.
"""

import logging
from dataclasses import replace
from itertools import chain, repeat

from orchestrator.publish.custom_workflow import CustomWorkflow, find_custom_workflow
from orchestrator.publish.errors import NotLive, WorkflowFailed
from orchestrator.publish.git import commit
from orchestrator.publish.git.remote import Remote
from orchestrator.publish.github import runs
from orchestrator.publish.github.repository import enable_pages
from orchestrator.publish.github.runs import DeployRun
from orchestrator.publish.job import Job
from orchestrator.publish.liveness import LivenessProbe
from orchestrator.publish.marker import with_marker
from orchestrator.publish.push import Pushed
from orchestrator.verify.static_checks.workflow_policy import OURS

logger = logging.getLogger(__name__)

FIRST_LOOK_SECONDS, LOOK_SECONDS = 20.0, 30.0
"""When the run is looked up: once early, because failed first deployments are common, then regularly."""

HANG_SECONDS = 180.0
"""A deployment that runs longer is given up."""

MIN_SECONDS = 45.0
"""With less time than this, no further deployment is started."""

LEGACY_WORKFLOW = "dynamic/pages/pages-build-deployment"
"""The path that GitHub gives to the runs of its own build."""


class Deployer:
    """Follows one request until it is live, over as many commits as that takes."""

    def __init__(self, job: Job, remote: Remote, pushed: Pushed) -> None:
        """Start with the commit that was pushed."""
        self._job = job
        self._remote = remote
        self._pushed = pushed
        self._custom: CustomWorkflow | None = find_custom_workflow(
            pushed.site, [past.brief for past in pushed.marker.rounds]
        )
        self._workflows = self._custom.paths if self._custom else frozenset({OURS})
        self._run = DeployRun("absent")
        self._seen = ""

    def deploy(self) -> Pushed:
        """Wait until the request is live, and return the commit that made it so.

        Raises:
            NotLive: it is not at the deadline, or its workflow failed.
            PublishError: GitHub refuses one of the further steps.
        """
        if not self._pushed.pushed:
            if self._probe().probe():
                return self._pushed
            enable_pages(self._job.api, self._job.target.owner, self._job.target.repo, self._job.grace)
        if self._is_live():
            return self._pushed
        if self._custom is None:
            for again in (self._deploy_again, self._build_legacy):
                if self._job.deadline.remaining() < MIN_SECONDS:
                    break
                again()
                if self._is_live():
                    return self._pushed
        raise self._failure()

    def _is_live(self) -> bool:
        """Wait until the commit is live; False once that cannot be expected any more."""
        job, probe = self._job, self._probe()
        until = job.deadline.within(HANG_SECONDS)
        self._run = DeployRun("running")
        for pause in chain([FIRST_LOOK_SECONDS], repeat(LOOK_SECONDS)):
            if probe.wait(until.within(pause)):
                return True
            self._seen = probe.seen
            if until.passed:
                return False
            before = self._run.state
            self._run = runs.find_deploy_run(job.api, job.name, self._pushed.sha, self._workflows)
            state = self._run.state
            logger.info("waiting for Pages: %s (run: %s)", self._seen, state)
            if self._custom and state == "succeeded" and self._custom.is_served(job, self._run):
                return True
            unchanged = state == before and state in {"absent", "succeeded"} and not self._custom
            if state == "failed" or unchanged:
                return probe.probe()
        raise AssertionError("repeat() does not end")

    def _probe(self) -> LivenessProbe:
        if self._custom:
            return LivenessProbe(self._job, self._pushed.marker)
        return LivenessProbe(self._job, self._pushed.marker, self._pushed.site)

    def _deploy_again(self) -> None:
        """Push the same files as a new commit."""
        logger.info("deploying again, as a new commit")
        if self._run.state == "running":
            runs.cancel(self._job.api, self._job.name, self._run)
        self._push_again("Deploy again", {})

    def _build_legacy(self) -> None:
        """Have Pages build the branch itself, without a workflow of ours."""
        logger.info("switching to GitHub's own build of the branch")
        body = {"build_type": "legacy", "source": {"branch": self._pushed.branch, "path": "/"}}
        self._workflows = frozenset({LEGACY_WORKFLOW})
        what = "switch Pages to a build of the branch"
        self._job.api.call("PUT", f"/repos/{self._job.name}/pages", body, what=what)
        self._push_again("Let Pages build the branch", {".nojekyll": b""})

    def _push_again(self, message: str, files: dict[str, bytes]) -> None:
        """A new commit on top of ours; if another run has pushed since, its commit will do."""
        head = self._remote.head()
        if head is None or head.sha != self._pushed.sha:
            return
        self._remote.fetch(head.sha)
        site, marker = self._pushed.site.changed(files), self._pushed.marker
        if files:
            marker = marker.model_copy(update={"content": site.content_digest()})
        content = with_marker(site, marker)
        received_at = self._job.envelope.received_at
        sha = commit.commit(self._remote.git, content, head.sha, message, received_at)
        if self._remote.push(sha, head.branch):
            self._pushed = replace(
                self._pushed, branch=head.branch, sha=sha, marker=marker, site=site, pushed=True
            )

    def _failure(self) -> NotLive:
        job, run = self._job, self._run
        if run.state != "failed":
            return NotLive(job.target.pages_url, self._seen)
        log = runs.failing_log(job.api, job.name, run)
        return WorkflowFailed(job.target.pages_url, run.workflow, run.url, log)
