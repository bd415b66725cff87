"""The callback: what is sent to the evaluation URL, how often, and how its answers are read."""

from orchestrator.errors import CallbackError
from orchestrator.network.http import AddressRefused, Unreachable, fetch
from orchestrator.network.retry import retrying, seconds_asked
from orchestrator.publish.job import Job
from orchestrator.records import Publication, Receipt
from orchestrator.runtime.masking import masked
from orchestrator.text.display import one_line

MAX_ANSWER = 4096
"""Bytes of an answer that are read: it only goes to the log."""

_TEMPORARY = frozenset({408, 425, 429})


class CallbackRefused(CallbackError):
    """The evaluation URL refused it, or must not be called; sending the same again is useless."""

    retryable = False
    verdict = "refused"

    def __init__(self, reason: str, status: int | None = None, retry_after: float | None = None) -> None:
        """Give the `reason`; `retry_after` is the wait in seconds that the evaluation URL asked for."""
        super().__init__(f"the evaluation URL {self.verdict} the callback: {reason}")
        self.status = status
        self.retry_after = retry_after


class CallbackPending(CallbackRefused):
    """An attempt that may succeed when repeated: until the deadline, then by recovery."""

    retryable = True
    verdict = "did not accept"


def send_callback(job: Job, publication: Publication) -> tuple[Receipt, CallbackError | None]:
    """Send until a 2xx answer, a refusal or the deadline, waiting 1, 2, 4, 8 … s or what the answer asks.

    The error, if there is one, says whether sending again later can help.
    """
    attempts = 0

    def once() -> int:
        nonlocal attempts
        attempts += 1
        return _attempt(job, payload(job, publication))

    failure: CallbackRefused | None = None
    try:
        on, deadline = CallbackPending, job.deadline
        status: int | None = retrying(once, on=on, deadline=deadline, sleep=job.sleep, attempts=None)
        detail = f"the evaluation URL answered {status}"
    except CallbackRefused as error:
        failure, status, detail = error, error.status, str(error)
    delivered = failure is None
    return Receipt(delivered=delivered, status_code=status, attempts=attempts, detail=detail), failure


def payload(job: Job, publication: Publication) -> dict[str, str | int]:
    """Exactly the seven fields that the evaluation URL expects."""
    return {
        **job.envelope.task.model_dump(include={"email", "task", "round", "nonce"}),
        **publication.model_dump(include={"repo_url", "commit_sha", "pages_url"}),
    }


def _attempt(job: Job, fields: dict[str, str | int]) -> int:
    """Send once; the status of the answer that accepts it."""
    task = job.envelope.task

    def told(reason: str) -> str:
        """On one line, without what is private about the request."""
        return one_line(masked(reason, (task.nonce, task.email, task.evaluation_url or "")))

    try:
        answer = fetch(
            "POST",
            task.evaluation_url or "",
            json=fields,
            headers={"accept": "application/json"},
            timeout=job.attempt_seconds(),
            max_bytes=MAX_ANSWER,
            allow_private=job.settings.allow_private_urls,
        )
    except Unreachable as error:
        raise CallbackPending(told(error.reason)) from error
    except AddressRefused as error:
        raise CallbackRefused(told(error.reason)) from error
    if 200 <= answer.status < 300:
        return answer.status
    reason = told(": ".join(filter(None, (f"it answered {answer.status}", answer.text().strip()))))
    asked = seconds_asked(answer.headers.get("retry-after"), job.deadline.now())
    passing = answer.status >= 500 or answer.status in _TEMPORARY or asked is not None
    raise (CallbackPending if passing else CallbackRefused)(reason, answer.status, asked)
