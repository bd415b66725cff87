"""What GitHub, git and Pages can refuse, each as a sentence that says what to do.

PublishError                     exit 6
├── GitHubBusy                   an outage or a broken answer: repeated until the deadline
│   └── RateLimited              names the end of the limit
├── NotLive                      pushed, but Pages does not serve it in time
│   └── WorkflowFailed           because its workflow failed; carries the end of the log
├── BranchMoved                  another run, mostly another round of the same app, was faster
└── Refused                      repeating is useless until the owner changes something
    ├── TokenRefused             unknown or expired
    ├── PermissionMissing        names the scope or permission
    ├── NameTaken                the repository belongs to something else
    ├── PrivateRepository        so no later round can build on it
    ├── PagesUnavailable         not on this plan
    ├── OrganisationForbids      a policy of the organisation
    └── SecretFound              push protection stopped a file
"""

import re

from orchestrator.errors import PublishError
from orchestrator.text.display import one_line

FORBIDDEN = re.compile(
    r"(?i)\bSAML\b|organization (?:forbids|has|requires|members cannot)|admin access to the organization"
    r"|`[\w-]+` forbids|IP allow list"
)
"""GitHub's wording where a policy of the organisation forbids it."""

TEMPORARY = re.compile(r"(?i)rate limit|try again|maintenance|throttled|abuse detection")
"""GitHub's wording where a refusal is temporary."""


class NotLive(PublishError):
    """The commit is pushed, but Pages does not serve it."""

    def __init__(self, pages_url: str, seen: str) -> None:
        """Name the address and what was `seen` there last."""
        super().__init__(f"{pages_url} does not serve the pushed commit in time: {seen}; no callback is sent")


class WorkflowFailed(NotLive):
    """The workflow that publishes the commit failed."""

    def __init__(self, pages_url: str, workflow: str, run_url: str, log: str) -> None:
        """Name the `workflow` and its run; `log` is the end of the failing job's log, already masked."""
        super().__init__(pages_url, f"its workflow {workflow!r} failed, see {run_url}")
        self.log = log


class BranchMoved(PublishError):
    """Another run pushed in the meantime what cannot be combined with this one."""

    def __init__(self, repository: str, paths: tuple[str, ...] = ()) -> None:
        """Name the files that both changed; none where the history was rewritten."""
        shown = ", ".join(paths[:5]) + (" …" if len(paths) > 5 else "")
        reason = f"changed the same files ({shown})" if paths else "replaced the history"
        super().__init__(
            f"{repository}: another push {reason} in the meantime; "
            "run the task again from the start, so that it builds on the current state"
        )


class Refused(PublishError):
    """GitHub refuses, and will refuse again."""

    retryable = False

    def __init__(self, what: str, reason: str) -> None:
        """Say `what` was tried and the `reason`, in GitHub's words where there are no better ones."""
        super().__init__(f"{what}: {one_line(reason, 400)}")


class TokenRefused(Refused):
    """The token is unknown, revoked or expired."""

    def __init__(self, what: str) -> None:
        """Say `what` was tried."""
        reason = "GitHub does not accept TARGET_TOKEN (unknown, revoked or expired); set a new one"
        super().__init__(what, reason)


class PermissionMissing(Refused):
    """The token lacks a scope or permission."""

    def __init__(self, what: str, needed: str) -> None:
        """`needed` names the scope (`workflow`) or permission (`pages=write`)."""
        super().__init__(what, f"TARGET_TOKEN lacks {needed}; grant it to the token or make a new one")


class NameTaken(Refused):
    """The repository belongs to something else or to somebody else."""

    def __init__(self, repository: str, reason: str) -> None:
        """Name the repository and say why it is not changed."""
        message = f"{reason}, so it is not changed; rename it, or name another one in `repo`"
        super().__init__(repository, message)


class PrivateRepository(Refused):
    """The app's repository was made private."""

    def __init__(self, repository: str) -> None:
        """Name the repository."""
        super().__init__(
            repository,
            "it is private, so generation, which cannot read private repositories, cannot build on the app "
            "in it; make it public, or name another one in `repo`",
        )


class PagesUnavailable(Refused):
    """Pages cannot be enabled for the repository."""

    def __init__(self, repository: str, message: str) -> None:
        """Name the repository; `message` is GitHub's."""
        super().__init__(repository, f"GitHub Pages is not available ({message}); check plan and visibility")


class OrganisationForbids(Refused):
    """A policy of the organisation forbids it."""

    def __init__(self, what: str, owner: str, message: str) -> None:
        """Name the organisation; `message` is GitHub's."""
        super().__init__(what, f"the organisation {owner} forbids it ({message}); ask one of its owners")


class SecretFound(Refused):
    """GitHub's push protection found a secret in a file."""

    def __init__(self, repository: str, places: tuple[str, ...]) -> None:
        """`places` are `path:line` as GitHub reports them."""
        where = ", ".join(places) or "a file"
        super().__init__(repository, f"push protection found a secret in {where}; the site was not pushed")
