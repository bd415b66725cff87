"""What publishing and reporting work with."""

import time
from dataclasses import dataclass, field

from orchestrator.network.retry import Sleep
from orchestrator.publish.api import Api
from orchestrator.records import Target
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope


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
