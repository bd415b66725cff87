"""What GitHub, git and Pages can refuse, each as a sentence that says what to do.

PublishError                     exit 6
├── GitHubBusy                   an outage or a broken answer: repeated until the deadline
│   └── RateLimited              names the end of the limit
├── NotLive                      pushed, but Pages does not serve it in time
├── BranchMoved                  another run, mostly another round of the same app, was faster
└── Refused                      repeating is useless until the owner changes something
    ├── TokenRefused             unknown or expired
    ├── PermissionMissing        names the scope or permission
    ├── NameTaken                the repository belongs to something or somebody else
    ├── PagesUnavailable         not on this plan
    ├── OrganisationForbids      a policy of the organisation
    └── SecretFound              push protection stopped a file
"""

import re
from datetime import datetime

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


class RateLimited(GitHubBusy):
    """GitHub wants fewer calls."""

    def __init__(self, what: str, kind: str, until: datetime, retry_after: float) -> None:
        """`kind` is primary or secondary; `until` (aware) is the end of the limit."""
        super().__init__(what, f"GitHub's {kind} rate limit holds until {until:%H:%M:%S} UTC", retry_after)


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


class Refused(PublishError):
    """GitHub refuses, and will refuse again."""

    retryable = False
    sentence = "{}"

    def __init__(self, what: str, *details: str) -> None:
        """Say `what` was tried; `details` fill the sentence of the class."""
        super().__init__(f"{what}: {one_line(self.sentence.format(*details), 400)}")


class TokenRefused(Refused):
    """The token is unknown, revoked or expired."""

    sentence = "GitHub does not accept TARGET_TOKEN (unknown, revoked or expired); set a new one"


class PermissionMissing(Refused):
    """The token lacks a scope (`the scope workflow`) or permission (`the permission pages=write`)."""

    sentence = "TARGET_TOKEN lacks {}; grant it to the token or make a new one"


class NameTaken(Refused):
    """The repository belongs to something else or to somebody else."""

    sentence = "{}, so it is not changed; rename it, or name another one in `repo`"


class PagesUnavailable(Refused):
    """Pages cannot be enabled for the repository."""

    sentence = "GitHub Pages is not available ({}); check plan and visibility"


class OrganisationForbids(Refused):
    """A policy of the organisation forbids it."""

    sentence = "the organisation {} forbids it ({}); ask one of its owners"


class SecretFound(Refused):
    """GitHub's push protection found a secret, at `path:line`."""

    sentence = "push protection found a secret in {}; the site was not pushed"
