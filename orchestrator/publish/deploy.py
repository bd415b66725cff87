"""From pushed to live: wait for Pages; where it fails, deploy once more; then use GitHub's own branch build.

A deployment is keyed by its commit, so each further try is a new commit with the same files. A green run
proves nothing: live is what Pages serves.
"""

import logging
from collections.abc import Mapping
from itertools import chain, repeat

from orchestrator.publish.custom_workflow import find_custom_workflow
from orchestrator.publish.errors import NotLive
from orchestrator.publish.git import commit
from orchestrator.publish.git.repository import Repository
from orchestrator.publish.github import runs
from orchestrator.publish.github.repository import enable_pages, set_build
from orchestrator.publish.github.runs import WorkflowRun
from orchestrator.publish.job import Job
from orchestrator.publish.liveness import LivenessProbe
from orchestrator.publish.marker import with_marker
from orchestrator.publish.push import NO_JEKYLL, Pushed
from orchestrator.records.site import Site
from orchestrator.text.templates import render
from orchestrator.verify.static_checks.workflow_files import OURS

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

    def __init__(self, job: Job, git: Repository, pushed: Pushed) -> None:
        """Start with the commit that was pushed."""
        self.note = ""
        """What the sender should know about how it went live."""
        self.failed_log = ""
        """The end of the log of a workflow that failed."""
        self._job = job
        self._git = git
        self._pushed = pushed
        self._custom = find_custom_workflow(pushed.site, [past.brief for past in pushed.marker.rounds])
        self._workflows = self._custom.paths if self._custom else frozenset({OURS})
        self._run = WorkflowRun()
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
            enable_pages(self._job)
        further = self._use_default_workflow if self._custom else self._deploy_again
        for step in (None, further, self._build_branch):
            if step:
                if self._job.deadline.remaining() < MIN_SECONDS:
                    break
                step()
            if self._is_live():
                return self._pushed
        self._keep_log()
        failed = f"its workflow {self._run.workflow!r} failed, see {self._run.url}"
        seen = failed if self._run.state == "failed" else self._seen
        raise NotLive(self._job.target.pages_url, seen)

    def _is_live(self) -> bool:
        """Wait until the commit is live; False once that cannot be expected any more."""
        job, probe = self._job, self._probe()
        until = job.deadline.within(HANG_SECONDS)
        self._run, before = WorkflowRun(), "running"
        for pause in chain([FIRST_LOOK_SECONDS], repeat(LOOK_SECONDS)):
            if probe.wait(until.within(pause)):
                return True
            self._seen = probe.seen
            if until.passed:
                break
            self._run = runs.find_deploy_run(job, self._pushed.sha, self._workflows)
            state = self._run.state
            logger.info("waiting for Pages: %s (run: %s)", self._seen, state)
            if self._custom and state == "succeeded" and self._custom.is_served(job, self._run):
                return True
            unchanged = state == before and state in {"absent", "succeeded"} and not self._custom
            if state == "failed" or unchanged:
                return probe.probe()
            before = state
        return False

    def _probe(self) -> LivenessProbe:
        """A custom workflow may publish other files than those of the repository."""
        files = Site({}) if self._custom else self._pushed.site
        return LivenessProbe(self._job, self._pushed.marker, files)

    def _use_default_workflow(self) -> None:
        """Publish the files as they are where the app's own workflow does not."""
        logger.info("deploying with the default workflow instead of the app's own")
        self._keep_log()
        reason = "failed" if self._run.state == "failed" else "did not publish it in time"
        self.note = f"The app's own workflow {reason}, so its files are published as they are."
        self._custom, self._workflows = None, frozenset({OURS})
        workflow = render("site/pages.yml.jinja", {}).encode()
        self._push_again("Publish the files as they are", {OURS: workflow})

    def _deploy_again(self) -> None:
        """Push the same files as a new commit."""
        logger.info("deploying again, as a new commit")
        if self._run.state == "running":
            runs.cancel(self._job, self._run)
        self._push_again("Deploy again", {})

    def _build_branch(self) -> None:
        """Have Pages build the branch itself, without a workflow of ours."""
        logger.info("switching to GitHub's own build of the branch")
        self._workflows = frozenset({LEGACY_WORKFLOW})
        source = {"branch": self._pushed.branch, "path": "/"}
        set_build(self._job, build_type="legacy", source=source)
        self._push_again("Let Pages build the branch", {NO_JEKYLL: b""})

    def _push_again(self, message: str, files: Mapping[str, bytes]) -> None:
        """A new commit on top of ours; if another run has pushed since, its commit will do."""
        head = self._git.head()
        if head is None or head.sha != self._pushed.sha:
            return
        self._git.fetch(head.sha)
        site = self._pushed.site.changed(files)
        marker = self._pushed.marker.model_copy(update={"content": site.content_digest()})
        received_at = self._job.envelope.received_at
        content = with_marker(site, marker)
        sha = commit.commit(self._git, content, head.sha, message, received_at)
        if self._git.push(sha, head.branch):
            self._pushed = Pushed(head.branch, sha, marker, site, pushed=True)

    def _keep_log(self) -> None:
        if self._run.state == "failed":
            self.failed_log = runs.failing_log(self._job, self._run)
