"""Counting: every call by class, by endpoint and by token."""

import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["read", "write", "content", "git", "pages", "runner", "other"]

_CONTENT = re.compile(
    r"/user/repos|/orgs/[^/]+/repos"
    r"|/repos/[^/]+/[^/]+/(pages|git/blobs|statuses/\w+|dispatches|actions/workflows/[^/]+/dispatches)"
)
"""POSTs that create something, which GitHub limits more tightly than other writes."""

_GIT = re.compile(r"/[^/]+/[^/]+/(info/refs|git-(upload|receive)-pack)")


def kind_of(method: str, path: str, *, runner: bool = False) -> Kind:
    """The class of a call: `read`, `write` or `content` (content-creating) for REST, else what it serves.

    `runner` marks what GitHub's own actions ask for inside a run; nobody counts those.
    """
    if runner or path.startswith("/_storage"):
        return "runner"
    if path.startswith("/pages/"):
        return "pages"
    rest = path.removeprefix("/api/v3")
    if rest == path:
        return "git" if _GIT.fullmatch(path) else "other"
    if method in {"GET", "HEAD"}:
        return "read"
    return "content" if method == "POST" and _CONTENT.fullmatch(rest) else "write"


@dataclass(frozen=True)
class Call:
    """One request that was answered, or whose answer was spoilt on purpose."""

    kind: Kind
    endpoint: str
    """Method and route, such as `GET /repos/{owner}/{name}`."""
    path: str
    status: int
    """0 when the connection was reset."""
    token: str
    """Label of the token, empty for none."""
    seconds: float
    spoilt: bool = False
    """Whether a fault rule had its hand in it."""


@dataclass(frozen=True)
class Counts:
    """How many calls there were. REST alone counts in `total`."""

    read: int
    write: int
    content: int
    git: int
    pages: int
    by_endpoint: dict[str, int]
    by_token: dict[str, int]
    """REST calls by the label of the token that made them."""

    @property
    def total(self) -> int:
        """All REST calls."""
        return self.read + self.write + self.content


@dataclass
class Ledger:
    """The calls in the order of their answers."""

    calls: list[Call] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, call: Call) -> None:
        """Write a call down."""
        with self._lock:
            self.calls.append(call)

    def counts(self, since: int = 0) -> Counts:
        """Count the calls from number `since` on."""
        with self._lock:
            calls = self.calls[since:]
        kinds = Counter(call.kind for call in calls)
        rest = [call for call in calls if call.kind in {"read", "write", "content"}]
        return Counts(
            read=kinds["read"],
            write=kinds["write"],
            content=kinds["content"],
            git=kinds["git"],
            pages=kinds["pages"],
            by_endpoint=dict(Counter(call.endpoint for call in calls)),
            by_token=dict(Counter(call.token or "anonymous" for call in rest)),
        )
