"""What GitHub, git and Pages can refuse, each as a sentence that says what to do.

PublishError                     exit 6
├── GitHubBusy                   an outage, a rate limit or a broken answer: repeated until the deadline
├── NotLive                      pushed, but Pages does not serve it in time
├── BranchMoved                  another run, mostly another round of the same app, was faster
└── Refused                      repeating is useless until the owner changes something (kinds: `Refusal`)
"""

import re
from enum import StrEnum

from orchestrator.errors import PublishError
from orchestrator.text.display import one_line

FORBIDDEN = re.compile(
    r"(?i)\bSAML\b|organization (?:forbids|has|requires|members cannot)|admin access to the organization"
    r"|`[\w-]+` forbids|IP allow list"
)
"""GitHub's wording where a policy of the organisation forbids it."""

TEMPORARY = re.compile(r"(?i)rate limit|try again|maintenance|throttled|abuse detection")
"""GitHub's wording where a refusal is temporary."""


class GitHubBusy(PublishError):
    """A call that failed, but may succeed when repeated."""

    def __init__(self, what: str, reason: str, retry_after: float | None = None) -> None:
        """Say `what` was tried and the `reason`; `retry_after`: the wait that GitHub asked for, in s."""
        super().__init__(f"{what}: {reason}")
        self.retry_after = retry_after


class NotLive(PublishError):
    """The commit is pushed, but Pages does not serve it."""

    def __init__(self, pages_url: str, seen: str) -> None:
        """Name the address and what was `seen` there last, or which workflow failed."""
        super().__init__(f"{pages_url} does not serve the pushed commit in time: {seen}; no callback is sent")


class BranchMoved(PublishError):
    """The repository is not in the state from which the app was built."""

    def __init__(self, repository: str) -> None:
        """Name the repository."""
        super().__init__(
            f"{repository}: another push came first; "
            "run the task again from the start, so that it builds on the current state"
        )


class Refusal(StrEnum):
    """What GitHub refuses, as a sentence with gaps."""

    OTHER = "{}"
    ACCOUNT = "GitHub does not accept TARGET_TOKEN (unknown, revoked or expired); set a new one"
    PERMISSION = "TARGET_TOKEN lacks {}; grant it to the token or make a new one"
    NAME = "{}, so it is not changed; rename it, or name another one in `repo`"
    PAGES = "GitHub Pages is not available ({}); check plan and visibility"
    ORGANISATION = "the organisation {} forbids it ({}); ask one of its owners"
    LEAK = "push protection found a secret in {}; the site was not pushed"


class Refused(PublishError):
    """GitHub refuses, and will refuse again."""

    retryable = False

    def __init__(self, what: str, *details: str, kind: Refusal = Refusal.OTHER) -> None:
        """Say `what` was tried; `details` fill the gaps of `kind`."""
        super().__init__(f"{what}: {one_line(kind.format(*details), 400)}")
        self.kind = kind
