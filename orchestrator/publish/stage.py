"""The publish stage: repository, Pages, one push of one commit, and the proof that it is live.

The job that runs it has the token, so it takes from the generate job only an app, records about it, and the
commit from which it was built. Where to publish follows from the event; what is there is read anew.
"""

import re
import tempfile
from pathlib import Path

from orchestrator.errors import InvalidField
from orchestrator.network.github import NoAnswer, find_target
from orchestrator.publish.deploy import Deployer
from orchestrator.publish.errors import GitHubBusy
from orchestrator.publish.git.repository import Repository
from orchestrator.publish.job import Job
from orchestrator.publish.marker import Proposal
from orchestrator.publish.push import push
from orchestrator.records import Publication, Target
from orchestrator.records.workdir import WorkDir
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope


def publish_target(envelope: Envelope, settings: Settings, work: WorkDir) -> Target:
    """The target of the event, with the commit from which the generate job built the app.

    Raises:
        InvalidField: what the generate job names as that commit is none.
        GitHubBusy: GitHub does not list the owner's repositories.
    """
    base = work.target().base_sha
    if base and not re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", base):
        raise InvalidField("target.json", "the SHA of a commit as base_sha")
    try:
        target = find_target(envelope, settings)
    except NoAnswer as error:
        raise GitHubBusy(f"list the repositories of {settings.target_owner}", str(error)) from error
    return target.model_copy(update={"base_sha": base})


def publish(job: Job, work: WorkDir) -> Publication:
    """Push the app in the work directory and wait until it is live.

    Every step may be repeated after a crash: names, commits and markers follow from the request alone.

    Raises:
        GateRefused: the site breaks a rule that no site may break; nothing was created.
        PublishError: GitHub refuses, or the site is not live in time.
    """
    proposal = None
    if work.site_folder.is_dir():  # not there if the generate job found the request published
        proposal = Proposal(work.site(), work.generation(), work.verdict())
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        git = Repository(job, Path(folder))
        deployer = Deployer(job, git, push(job, git, proposal))
        try:
            deployed = deployer.deploy()
        finally:
            if deployer.failed_log:
                work.workflow_log.write_text(deployer.failed_log, "utf-8")
    return Publication(
        repo_url=job.repo_url,
        commit_sha=deployed.sha,
        pages_url=job.target.pages_url,
        live=True,
        pushed=deployed.pushed,
        note=deployer.note,
    )
