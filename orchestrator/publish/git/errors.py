"""What git's output means: which failures may pass, and who has to do what about the others."""

import re

from orchestrator.errors import PublishError
from orchestrator.publish.errors import FORBIDDEN, TEMPORARY, GitHubBusy, Refusal, Refused
from orchestrator.text.display import one_line

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


class NotFastForward(Exception):
    """The branch has moved: the caller looks at its new head."""


def git_error(what: str, remote: str, output: str) -> PublishError | NotFastForward:
    """The error for git's output, which is already masked."""
    if _NOT_FAST_FORWARD.search(output):
        return NotFastForward()
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


def http_status(text: str) -> int | None:
    """The HTTP status that git reports in its error output."""
    match = re.search(r"(?:returned error: |HTTP(?: code =)? )(\d{3})", text)
    return int(match[1]) if match else None
