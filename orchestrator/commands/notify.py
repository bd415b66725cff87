"""`orchestrator notify`: send the callback and record its outcome on the commit."""

import argparse

from orchestrator.publish.job import Job
from orchestrator.records.workdir import WorkDir
from orchestrator.report.stage import notify
from orchestrator.runtime.deadline import task_deadline, utc_now
from orchestrator.settings import Settings

MIN_SECONDS = 60.0
"""A late run still tries the callback for as long as this."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Send the callback for `publication.json`; the outcome goes to `receipt.json`, also where it failed."""
    work = WorkDir(args.run)
    with work.stage("report") as count:
        envelope = work.envelope()
        deadline = task_deadline(envelope.received_at, settings.task_seconds, MIN_SECONDS, utc_now())
        job = Job(settings, envelope, work.target(), deadline, calls=count.api_calls)
        verdict = work.verdict() if work.has("verdict.json") else None
        receipt, failure = notify(job, work.publication(), verdict)
        work.save(receipt)
        if failure:
            raise failure
    return 0
