"""What stands in the target repository, and putting a commit on top of it: all of it over git."""

import re
from dataclasses import dataclass

from orchestrator.errors import PublishError
from orchestrator.network.retry import Sleep, retrying
from orchestrator.publish.api import GitHubBusy, rate_limit
from orchestrator.publish.errors import (
    FORBIDDEN,
    BranchMoved,
    OrganisationForbids,
    PermissionMissing,
    Refused,
    SecretFound,
    TokenRefused,
)
from orchestrator.publish.git import Done, Git, status_in
from orchestrator.runtime.deadline import Deadline
from orchestrator.text.display import one_line

ATTEMPTS = 6

_BEHIND = re.compile(
    r"\[rejected\].*\((?:fetch first|non-fast-forward|stale info)\)|cannot lock ref|reference already exists"
)
_WORKFLOW = re.compile(r"without `?workflows?`? (?:scope|permission)", re.IGNORECASE)
_DENIED = re.compile(r"(?i)permission to .* denied|write access to repository not granted|not accessible by")
_CLOSED = re.compile(
    r"(?i)archived so it is read-only|account is (?:suspended|locked)|DMCA|repository .*\bdisabled\b"
    r"|\[remote rejected\].*(?:declined|refusing|prohibited|denied|not allowed)|\bGH0\d\d\b"
)
"""What stays until somebody mends it; other rejections, such as (Internal Server Error), may pass."""
_PASSING = re.compile(r"(?i)rate limit|try again|maintenance")
_PLACE = re.compile(r"path: (\S+:\d+)")


class _Behind(Exception):
    """The branch has moved: not an error of its own, the caller looks at what is there now."""


@dataclass(frozen=True)
class Head:
    """The tip of the default branch."""

    branch: str
    sha: str


@dataclass(frozen=True)
class Remote:
    """The target repository as git sees it."""

    git: Git
    deadline: Deadline
    sleep: Sleep

    def head(self) -> Head | None:
        """The default branch and its commit; None if the repository is empty.

        Raises:
            PublishError: it cannot be read.
        """
        done = self._talk("look at the repository", "ls-remote", "--symref", self.git.remote, "HEAD")
        branch = re.search(r"^ref: refs/heads/(\S+)\tHEAD$", done.out, re.MULTILINE)
        sha = re.search(r"^([0-9a-f]{40,64})\tHEAD$", done.out, re.MULTILINE)
        return Head(branch[1], sha[1]) if branch and sha else None

    def fetch(self, sha: str) -> None:
        """Fetch one commit with its files, without its history.

        Raises:
            PublishError: it cannot be read.
        """
        self._talk(
            "fetch the published app", "fetch", "--quiet", "--depth=1", "--no-tags", self.git.remote, sha
        )

    def push(self, sha: str, branch: str) -> bool:
        """Push a commit to a branch; False if the branch has moved, so that it would not be a fast-forward.

        Repeating is safe: a commit that has arrived already is no error.

        Raises:
            PublishError: GitHub refuses it, or is out of order until the deadline.
        """
        try:
            self._talk(
                "push the commit", "push", "--porcelain", self.git.remote, f"{sha}:refs/heads/{branch}"
            )
        except _Behind:
            return False
        return True

    def _talk(self, what: str, *args: str) -> Done:
        def once() -> Done:
            done = self.git.talk(*args)
            if done.code:
                said = done.out + "\n" + done.err
                error = failure(what, self.git.remote, said)
                limit = rate_limit(what, status_in(said), done.headers, said, self.deadline.now())
                raise limit if limit and type(error) is GitHubBusy else error
            return done

        return retrying(once, on=GitHubBusy, deadline=self.deadline, sleep=self.sleep, attempts=ATTEMPTS)


def failure(what: str, remote: str, said: str) -> PublishError | _Behind:
    """The error that git's output, already masked, stands for."""
    if _BEHIND.search(said):
        return _Behind()
    owner, name = remote.removesuffix(".git").rsplit("/", 2)[-2:]
    if "not our ref" in said:
        return BranchMoved(f"{owner}/{name}")
    if ("GH013" in said and "secret" in said.lower()) or "Push cannot contain secrets" in said:
        return SecretFound(remote, tuple(dict.fromkeys(_PLACE.findall(said))))
    if _WORKFLOW.search(said):
        return PermissionMissing(what, "the scope `workflow` (fine-grained: workflows=write)")
    if FORBIDDEN.search(said):
        return OrganisationForbids(what, owner, _words(said))
    status = status_in(said)
    if status == 401 or "Authentication failed" in said or "could not read Username" in said:
        return TokenRefused(what)
    if _DENIED.search(said):
        return PermissionMissing(what, "the permission contents=write")
    explained = status == 403 and re.search(r"^remote: ", said, re.MULTILINE)
    if (_CLOSED.search(said) or explained) and not _PASSING.search(said):
        return Refused(what, _words(said))
    if status == 404 or re.search(r"(?i)repository not found|repository '.*' not found", said):
        reason = f"GitHub shows no repository {owner}/{name}: it was deleted, or is hidden from TARGET_TOKEN"
        return GitHubBusy(what, reason)
    return GitHubBusy(what, _words(said) or "git gave no reason")


def _words(said: str) -> str:
    lines = [line.removeprefix("remote:").strip() for line in said.splitlines()]
    return one_line("; ".join(line for line in lines if line and not line.startswith(("To ", "Done"))), 300)
