"""The target repository over git: its head, fetching from it and pushing to it."""

import re
from dataclasses import dataclass

from orchestrator.errors import PublishError
from orchestrator.network.retry import retrying
from orchestrator.publish.errors import FORBIDDEN, TEMPORARY, GitHubBusy, Refusal, Refused
from orchestrator.publish.git.command import Git, http_status
from orchestrator.publish.github.api import rate_limit
from orchestrator.publish.job import Job
from orchestrator.text.display import one_line

ATTEMPTS = 7
"""With waits of 1, 2, 4 … s this covers the minute in which a new repository may not be visible."""

_NOT_FAST_FORWARD = re.compile(
    r"\[rejected\].*\((?:fetch first|non-fast-forward|stale info)\)|cannot lock ref|reference already exists"
)
_WORKFLOW_SCOPE = re.compile(r"without `?workflows?`? (?:scope|permission)", re.IGNORECASE)
_DENIED = re.compile(r"(?i)permission to .* denied|write access to repository not granted|not accessible by")
_PERMANENT = re.compile(
    r"(?i)archived so it is read-only|account is (?:suspended|locked)|DMCA|repository .*\bdisabled\b"
    r"|\[remote rejected\].*(?:declined|refusing|prohibited|denied|not allowed)|\bGH0\d\d\b"
)
"""Refusals that need the owner; other rejections, such as (Internal Server Error), are temporary."""
_PLACE = re.compile(r"path: (\S+:\d+)")


class _NotFastForward(Exception):
    """The branch has moved: the caller looks at its new head."""


@dataclass(frozen=True)
class Head:
    """The tip of the default branch."""

    branch: str
    sha: str


@dataclass(frozen=True)
class Remote:
    """The target repository as git sees it."""

    git: Git
    job: Job

    def head(self) -> Head | None:
        """The default branch and its commit; None if the repository is empty."""
        output = self._network("read the repository's head", "ls-remote", "--symref", self.git.remote, "HEAD")
        branch = re.search(r"^ref: refs/heads/(\S+)\tHEAD$", output, re.MULTILINE)
        sha = re.search(r"^([0-9a-f]{40,64})\tHEAD$", output, re.MULTILINE)
        return Head(branch[1], sha[1]) if branch and sha else None

    def fetch(self, sha: str) -> None:
        """Fetch one commit with its files, without its history."""
        options = ("--quiet", "--depth=1", "--no-tags")
        self._network("fetch the published app", "fetch", *options, self.git.remote, sha)

    def push(self, sha: str, branch: str) -> bool:
        """Push a commit to a branch; False if that would not be a fast-forward, because the branch has moved.

        Repeating is safe: a commit that has already arrived is no error.
        """
        refspec = f"{sha}:refs/heads/{branch}"
        try:
            self._network("push the commit", "push", "--porcelain", self.git.remote, refspec)
        except _NotFastForward:
            return False
        return True

    def _network(self, what: str, *args: str) -> str:
        job = self.job

        def once() -> str:
            code, output = self.git.network(*args)
            if code:
                raise self._error(what, output)
            return output

        return retrying(once, on=GitHubBusy, deadline=job.deadline, sleep=job.sleep, attempts=ATTEMPTS)

    def _error(self, what: str, output: str) -> Exception:
        error, grace = git_error(what, self.git.remote, output), self.job.grace
        about_access = isinstance(error, Refused) and error.kind in {Refusal.PERMISSION, Refusal.ACCOUNT}
        if about_access and "workflow" not in str(error) and grace and not grace.passed:
            return GitHubBusy(what, str(error).removeprefix(f"{what}: "))
        limit = rate_limit(what, http_status(output), {}, output, self.job.deadline.now())
        return limit if limit and type(error) is GitHubBusy else error


def git_error(what: str, remote: str, output: str) -> PublishError | _NotFastForward:
    """The error for git's output, which is already masked."""
    if _NOT_FAST_FORWARD.search(output):
        return _NotFastForward()
    owner, name = remote.removesuffix(".git").rsplit("/", 2)[-2:]
    if ("GH013" in output and "secret" in output.lower()) or "Push cannot contain secrets" in output:
        places = ", ".join(dict.fromkeys(_PLACE.findall(output)))
        return Refused(what, places or "a file", kind=Refusal.LEAK)
    if _WORKFLOW_SCOPE.search(output):
        scope = "the scope `workflow` (fine-grained: workflows=write)"
        return Refused(what, scope, kind=Refusal.PERMISSION)
    if FORBIDDEN.search(output):
        return Refused(what, owner, _message(output), kind=Refusal.ORGANISATION)
    status = http_status(output)
    if status == 401 or "Authentication failed" in output or "could not read Username" in output:
        return Refused(what, kind=Refusal.ACCOUNT)
    if _DENIED.search(output):
        return Refused(what, "the permission contents=write", kind=Refusal.PERMISSION)
    explained = status == 403 and re.search(r"^remote: ", output, re.MULTILINE)
    if (_PERMANENT.search(output) or explained) and not TEMPORARY.search(output):
        return Refused(what, _message(output))
    if status == 404 or re.search(r"(?i)repository not found|repository '.*' not found", output):
        reason = f"GitHub shows no repository {owner}/{name}: it was deleted, or TARGET_TOKEN cannot see it"
        return GitHubBusy(what, reason)
    return GitHubBusy(what, _message(output) or "git gave no reason")


def _message(output: str) -> str:
    lines = [line.removeprefix("remote:").strip() for line in output.splitlines()]
    return one_line("; ".join(line for line in lines if line and not line.startswith(("To ", "Done"))), 300)
