"""What GitHub, git and Pages can refuse, each as a sentence that says what to do.

PublishError                     exit 6
├── GitHubBusy                   an outage, a broken answer: may pass, is repeated until the deadline
│   └── RateLimited              says until when
├── NotLive                      pushed, but Pages does not serve it in time
│   └── WorkflowFailed           because its workflow failed; carries the end of the log
├── BranchMoved                  others, mostly another round of the same app, were faster
└── Refused                      repeating is useless until the owner mends something
    ├── TokenRefused             unknown or expired
    ├── PermissionMissing        names the scope or permission
    ├── NameTaken                the repository belongs to something else
    ├── Hidden                   the app is private, so no later round can be built on it
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
"""How GitHub says that an organisation's policy stands against it."""


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
    """Others, mostly another round of the same app, pushed meanwhile what does not go with ours."""

    def __init__(self, repository: str, paths: tuple[str, ...] = ()) -> None:
        """Name the files that both changed; none where the history itself is another one now."""
        shown = ", ".join(paths[:5]) + (" …" if len(paths) > 5 else "")
        changed = f"changed the same files ({shown})" if paths else "left nothing to build on"
        super().__init__(
            f"{repository}: what was pushed to it meanwhile {changed}; "
            "run the task again from the start, so that it builds on what is there now"
        )


class Refused(PublishError):
    """GitHub says no and will say no again."""

    retryable = False

    def __init__(self, what: str, reason: str) -> None:
        """Say `what` was tried and the `reason`, in GitHub's words where there are no better ones."""
        super().__init__(f"{what}: {one_line(reason, 400)}")


class TokenRefused(Refused):
    """The token is unknown, revoked or expired."""

    def __init__(self, what: str) -> None:
        """Say `what` was tried."""
        super().__init__(
            what, "GitHub does not accept TARGET_TOKEN (unknown, revoked or expired); set a new one"
        )


class PermissionMissing(Refused):
    """The token lacks a scope or permission."""

    def __init__(self, what: str, needed: str) -> None:
        """`needed` names the scope (`workflow`) or permission (`pages=write`)."""
        super().__init__(what, f"TARGET_TOKEN lacks {needed}; grant it to the token or make a new one")


class NameTaken(Refused):
    """The repository's name belongs to something that this system did not make."""

    def __init__(self, repository: str, reason: str) -> None:
        """Name the repository and say why it is a foreign one."""
        super().__init__(
            repository, f"{reason}, so it is left alone; rename it, or name another one in `repo`"
        )


class Hidden(Refused):
    """The app's repository was made private."""

    def __init__(self, repository: str) -> None:
        """Name the repository."""
        super().__init__(
            repository,
            "it is private, so generation, which has no token, cannot read the app that stands there; "
            "make it public, or name another one in `repo`",
        )


class PagesUnavailable(Refused):
    """Pages cannot be enabled for the repository."""

    def __init__(self, repository: str, said: str) -> None:
        """Name the repository; `said` are GitHub's words."""
        super().__init__(repository, f"GitHub Pages is not available ({said}); check plan and visibility")


class OrganisationForbids(Refused):
    """A policy of the organisation stands against it."""

    def __init__(self, what: str, owner: str, said: str) -> None:
        """Name the organisation; `said` are GitHub's words."""
        super().__init__(what, f"the organisation {owner} forbids it ({said}); ask one of its owners")


class SecretFound(Refused):
    """GitHub's push protection found a secret in a file."""

    def __init__(self, repository: str, places: tuple[str, ...]) -> None:
        """`places` are `path:line` as GitHub reports them."""
        where = ", ".join(places) or "a file"
        super().__init__(repository, f"push protection found a secret in {where}; the site was not pushed")
