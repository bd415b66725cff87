"""The callback: what is sent to the evaluation URL, how often, and how its answers are read."""

import logging
from dataclasses import dataclass

from orchestrator.errors import CallbackError
from orchestrator.network.http import AddressRefused, Unreachable, fetch
from orchestrator.network.retry import retrying, seconds_asked
from orchestrator.publish.job import Job
from orchestrator.records import Publication, Receipt
from orchestrator.report.errors import CallbackPending, CallbackRefused
from orchestrator.runtime.masking import masked
from orchestrator.text.display import one_line

logger = logging.getLogger(__name__)

MAX_ANSWER = 4096
"""Bytes of an answer that are read: it only goes to the log."""

_TEMPORARY = frozenset({408, 425, 429})


@dataclass
class Callback:
    """One callback and its attempts."""

    job: Job
    publication: Publication
    attempts: int = 0

    @property
    def payload(self) -> dict[str, str | int]:
        """Exactly the seven fields that the evaluation URL expects."""
        task, publication = self.job.envelope.task, self.publication
        return {
            "email": task.email,
            "task": task.task,
            "round": task.round,
            "nonce": task.nonce,
            "repo_url": publication.repo_url,
            "commit_sha": publication.commit_sha,
            "pages_url": publication.pages_url,
        }

    def send(self) -> tuple[Receipt, CallbackError | None]:
        """Send until a 2xx answer, a refusal or the deadline, waiting 1, 2, 4, 8 … s or what the answer asks.

        The error, if there is one, says whether sending again later can help.
        """
        failure: CallbackPending | CallbackRefused | None = None
        status: int | None = None
        try:
            status = retrying(
                self._once,
                on=CallbackPending,
                deadline=self.job.deadline,
                sleep=self.job.sleep,
                attempts=None,
            )
            detail = f"the evaluation URL answered {status}"
        except (CallbackPending, CallbackRefused) as error:
            failure, status, detail = error, error.status, str(error)
        receipt = Receipt(
            delivered=failure is None, status_code=status, attempts=self.attempts, detail=detail
        )
        return receipt, failure

    def _once(self) -> int:
        """One attempt; the status of the answer that accepts it."""
        self.attempts += 1
        try:
            answer = fetch(
                "POST",
                self.job.envelope.task.evaluation_url or "",
                json=self.payload,
                headers={"accept": "application/json"},
                timeout=self.job.attempt_seconds(),
                max_bytes=MAX_ANSWER,
                allow_private=self.job.settings.allow_private_urls,
            )
        except Unreachable as error:
            raise CallbackPending(self._masked(error.reason)) from error
        except AddressRefused as error:
            raise CallbackRefused(self._masked(error.reason)) from error
        if 200 <= answer.status < 300:
            return answer.status
        reason = self._masked(
            ": ".join(filter(None, (f"it answered {answer.status}", answer.text().strip())))
        )
        asked = seconds_asked(answer.headers.get("retry-after"), self.job.deadline.now())
        if answer.status >= 500 or answer.status in _TEMPORARY or asked is not None:
            raise CallbackPending(reason, answer.status, asked)
        raise CallbackRefused(reason, answer.status)

    def _masked(self, text: str) -> str:
        """`text` on one line, without what is private about the request."""
        task = self.job.envelope.task
        private = (task.nonce, task.email, task.evaluation_url or "")
        return one_line(masked(text, private))
