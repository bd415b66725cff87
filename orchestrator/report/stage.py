"""The report stage: the callback, its receipt, and its outcome as a status on the published commit."""

import logging
from dataclasses import replace

from orchestrator.errors import CallbackError, PublishError
from orchestrator.publish.job import Job
from orchestrator.records import Publication, Receipt, Verdict
from orchestrator.records.outcome import describe_run
from orchestrator.report.callback import send_callback
from orchestrator.runtime.deadline import Deadline
from orchestrator.text.display import one_line

logger = logging.getLogger(__name__)

CONTEXT = "callback"
"""The name of the commit status."""

STATUS_SECONDS = 90.0
"""What recording the outcome may take, after the callback's own time: a rate limit asks for a minute."""

FRESH_SECONDS = 20.0
"""How long GitHub may hide a commit that was just pushed."""

MAX_DESCRIPTION = 140
"""Characters of a commit status, GitHub's limit."""


def notify(
    job: Job, publication: Publication, verdict: Verdict | None = None
) -> tuple[Receipt, CallbackError | None]:
    """Send the callback and record its outcome on the commit; no error if it was accepted or not needed.

    A status that cannot be recorded is logged and no more: what counts is the callback.

    Raises:
        CallbackError: the app was not seen live, so nothing is sent.
    """
    if not publication.live:
        raise CallbackError(f"{publication.pages_url} was not seen live, so no callback is sent")
    task = job.envelope.task
    if task.evaluation_url is None:
        detail = "the task names no evaluation URL, so no callback is sent"
        return Receipt(delivered=False, status_code=None, attempts=0, detail=detail), None
    receipt, failure = send_callback(job, publication)
    logger.info("callback after %d attempts: %s", receipt.attempts, receipt.detail)
    outcome = describe_run(verdict, publication, receipt)
    _record(job, publication.commit_sha, receipt.delivered, outcome.sentence)
    return receipt, failure


def _record(job: Job, sha: str, delivered: bool, sentence: str) -> None:
    state = "success" if delivered else "failure"
    body = {"state": state, "context": CONTEXT, "description": one_line(sentence, MAX_DESCRIPTION)}
    if job.settings.run_url:
        body["target_url"] = job.settings.run_url
    what = "record the callback on the commit"
    api = replace(job.api, deadline=Deadline.after(STATUS_SECONDS, job.deadline.now))
    grace = api.deadline.within(FRESH_SECONDS)  # the commit may not be visible yet
    try:
        reply = api.call("POST", f"/repos/{job.name}/statuses/{sha}", body, what=what, grace=grace)
    except PublishError as error:
        logger.warning("%s", error)
        return
    if reply.status != 201:
        logger.warning("%s: %s", what, reply.outcome)
