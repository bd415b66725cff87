"""What every step of one publication works with."""

import re
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from orchestrator.deadline import Deadline, utc_now
from orchestrator.publish.api import Api
from orchestrator.records import Target
from orchestrator.retry import Sleep
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope

LEAST_SECONDS = 240.0
"""A run that starts late (a long queue, a re-run hours later) still gets what one publication needs."""

CALLBACK_SECONDS = 30.0
"""What publishing leaves of the task's time for the callback."""


@dataclass
class Job:
    """One publication: settings, request, target, clock, and the count of REST calls."""

    settings: Settings
    envelope: Envelope
    target: Target
    deadline: Deadline
    sleep: Sleep = time.sleep
    calls: dict[str, int] = field(default_factory=dict)
    seconds: float = 30.0
    """What one attempt of any request may take; evaluators behind a cold start answer after ten and more."""

    @property
    def name(self) -> str:
        """OWNER/NAME of the target repository."""
        return f"{self.target.owner}/{self.target.repo}"

    @property
    def repo_url(self) -> str:
        """The page of the target repository."""
        return f"{self.settings.server_url}/{self.name}"

    @property
    def api(self) -> Api:
        """The REST API, with the key to the account."""
        return Api(
            self.settings.api_url,
            self.settings.target_token,
            self.deadline,
            self.sleep,
            self.calls,
            self.seconds,
        )

    def attempt_seconds(self) -> float:
        """What the next attempt may take, within the deadline."""
        return max(0.001, min(self.seconds, self.deadline.remaining()))


def publish_deadline(received_at: datetime, task_seconds: float, now: datetime) -> Deadline:
    """When the site must be live: in the task's time less the callback's share, but see `LEAST_SECONDS`."""
    planned = received_at + timedelta(seconds=task_seconds - CALLBACK_SECONDS)
    return Deadline(max(planned, now + timedelta(seconds=LEAST_SECONDS)), utc_now)


def one_line(text: str) -> str:
    """`text` without control characters, which GitHub refuses in descriptions and git in messages."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
