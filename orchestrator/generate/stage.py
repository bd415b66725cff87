"""The whole stage: from `task.json` to `site/` and the records about it."""

import logging
import shutil
from datetime import UTC, datetime, timedelta

from orchestrator.generate.app.base import find_base, refuse_clashes
from orchestrator.generate.app.readme import with_outcomes
from orchestrator.generate.build import build
from orchestrator.generate.job import Job
from orchestrator.records import Verdict
from orchestrator.records.workdir import StageCount, WorkDir
from orchestrator.runtime.deadline import Deadline, task_end, utc_now
from orchestrator.settings import Settings
from orchestrator.verify.verifier import Verifier

logger = logging.getLogger(__name__)

PUBLISH_SECONDS = 200.0
"""What pushing, the Pages build and the callback need of a task's time: builds take 20 to 60 s."""

LATE_SECONDS = 400.0
"""What a task gets that is run again after its time: nobody waits any more, but it should still be good."""


def generate(workdir: WorkDir, settings: Settings, count: StageCount) -> Verdict | None:
    """Run the stage on `workdir`; None if the very request was published before, and nothing was built.

    Raises:
        InputError: an attachment cannot lie beside the files of the standing app.
        GenerationError: no site came out; its subclasses in `failures.py` say why.
    """
    envelope = workdir.envelope()
    for folder in (workdir.site_folder, workdir.screenshots_folder):
        shutil.rmtree(folder, ignore_errors=True)
    for record in ("generation.json", "verdict.json"):
        (workdir.root / record).unlink(missing_ok=True)
    with Verifier(workdir.screenshots_folder, mirror=settings.cdn_mirror) as verifier:
        base = find_base(envelope, settings)
        count.api_calls = {"read": 1} if envelope.repo is None else {}
        workdir.save(base.target)
        if base.target.already_published:
            logger.info("generate: this request was published before, nothing is built")
            return None
        refuse_clashes(base, (attachment.name for attachment in envelope.task.attachments))
        deadline = stage_deadline(envelope.received_at, settings, utc_now())
        job = Job(envelope, base, settings, deadline, workdir.screenshots_folder)
        try:
            outcome, generation = build(job, verifier)
        finally:
            count.tokens = sum((a.prompt_tokens or 0) + (a.completion_tokens or 0) for a in job.attempts)
    # the README names the outcome of each check; nothing else changes, so the verdict holds
    site = with_outcomes(outcome.site, outcome.verdict, job.rounds)
    verdict = outcome.verdict.model_copy(update={"content": site.content_digest()})
    site.write(workdir.site_folder)
    workdir.save(generation)
    workdir.save(verdict)
    return verdict


def stage_deadline(received_at: datetime, settings: Settings, now: datetime) -> Deadline:
    """When the stage must be done so that publishing still fits; a late re-run gets time of its own."""
    at = task_end(received_at.astimezone(UTC), settings.task_seconds - PUBLISH_SECONDS, now)
    if at < now + timedelta(seconds=60):
        at = now + timedelta(seconds=LATE_SECONDS)
    return Deadline(at)
