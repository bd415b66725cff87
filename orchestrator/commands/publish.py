"""`orchestrator publish`: push RUN/site to its repository and wait until it is live."""

import argparse

from orchestrator.commands.accept import accept
from orchestrator.errors import SettingsError
from orchestrator.publish.artifact import check_artifact
from orchestrator.publish.job import Job
from orchestrator.publish.stage import publish, publish_target
from orchestrator.records.workdir import WorkDir
from orchestrator.runtime import actions
from orchestrator.runtime.deadline import task_deadline, utc_now
from orchestrator.settings import Settings

MIN_SECONDS = 240.0
"""What one publication needs, also in a run that starts late."""

CALLBACK_SECONDS = 30.0
"""The part of the task's time that is reserved for the callback."""

_OWN_RECORDS = ("publication.json", "receipt.json", "workflow.log")
"""What an artifact of the generate job must not bring along."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Publish the app in the work directory; the outcome goes to `publication.json`."""
    work = WorkDir(args.run)
    if work.root.is_dir():
        check_artifact(work.root)
    for name in _OWN_RECORDS:
        (work.root / name).unlink(missing_ok=True)
    if args.event:
        accept(args.event, work, settings)
    with work.stage("publish") as count:
        envelope = work.envelope()
        if not settings.target_token.get_secret_value():
            raise SettingsError("TARGET_TOKEN", "a token that may create repositories and push to them")
        seconds = settings.task_seconds - CALLBACK_SECONDS
        deadline = task_deadline(envelope.received_at, seconds, MIN_SECONDS, utc_now())
        target = publish_target(envelope, settings, work)
        work.save(target)
        job = Job(settings, envelope, target, deadline, calls=count.api_calls)
        publication = publish(job, work)
        work.save(publication)
    actions.notice(publication.repo_url, "app")
    return 0
