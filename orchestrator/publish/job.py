"""What publishing and reporting work with."""

import time
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin

from orchestrator.network.http import Answer, fetch
from orchestrator.network.retry import Sleep
from orchestrator.publish.github.api import Api
from orchestrator.records import Target
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope

GRACE_SECONDS = 60.0
"""How long GitHub may hide what was just created: 404, 403 and 422 are then answers that pass."""


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
    """Limit of one attempt of any request; evaluators behind a cold start answer after ten and more."""
    grace: Deadline | None = None
    """Until when a refusal may mean "not visible yet"; None where nothing was created moments ago."""

    def __post_init__(self) -> None:
        """The token of a GitHub App was made by the step before, so it may not be known everywhere yet."""
        if self.settings.target_token.get_secret_value().startswith("ghs_"):
            self.start_grace()

    def start_grace(self) -> None:
        """Something was created just now."""
        self.grace = self.deadline.within(GRACE_SECONDS)

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
        """The REST API, with the token that may write to target repositories."""
        return Api(
            self.settings.api_url,
            self.settings.target_token,
            self.deadline,
            self.sleep,
            self.calls,
            self.seconds,
        )

    def served(self, path: str, query: str, max_bytes: int) -> Answer:
        """What Pages serves at `path`; a new `query` each time, so that no cache answers."""
        unique = f"{query}-{self.deadline.now().timestamp():.3f}"
        return fetch(
            "GET",
            urljoin(self.target.pages_url, f"{quote(path)}?{unique}"),
            timeout=self.attempt_seconds(),
            max_bytes=max_bytes,
            allow_private=self.settings.allow_private_urls,
        )

    def attempt_seconds(self) -> float:
        """Limit of the next attempt, within the deadline."""
        return max(0.001, min(self.seconds, self.deadline.remaining()))
