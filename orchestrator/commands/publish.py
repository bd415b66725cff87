"""`orchestrator publish`: push RUN/site to its repository and wait until it is live."""

import argparse

from orchestrator.commands.accept import accept
from orchestrator.errors import SettingsError
from orchestrator.publish.errors import WorkflowFailed
from orchestrator.publish.job import Job
from orchestrator.publish.stage import publish, publish_deadline
from orchestrator.records.workdir import WorkDir
from orchestrator.runtime.deadline import utc_now
from orchestrator.settings import Settings


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Publish what lies in the work directory; the outcome is `publication.json`."""
    work = WorkDir(args.run)
    if args.event and not work.has("task.json"):
        accept(args.event, work, settings)
    with work.stage("publish") as count:
        envelope = work.envelope()
        if not settings.target_token.get_secret_value():
            raise SettingsError("TARGET_TOKEN", "a token that may create repositories and push to them")
        deadline = publish_deadline(envelope.received_at, settings.task_seconds, utc_now())
        job = Job(settings, envelope, work.target(), deadline, calls=count.api_calls)
        try:
            work.save(publish(job, work))
        except WorkflowFailed as error:
            work.workflow_log.write_text(error.log, "utf-8")
            raise
    return 0
