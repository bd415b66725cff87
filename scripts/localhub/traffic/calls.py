"""Counting and recording: every call by class, by endpoint and by token."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["read", "write", "content", "git", "pages", "runner", "other"]

REST = frozenset({"read", "write", "content"})

_CONTENT = re.compile(r".*/(repos|pages|blobs|statuses/\w+|dispatches)")
"""POSTs that create something, which GitHub limits more tightly than other writes."""

_GIT = re.compile(r"/[^/]+/[^/]+/(info/refs|git-(upload|receive)-pack)")


def kind_of(method: str, path: str, *, runner: bool = False) -> Kind:
    """The class of a call: `read`, `write` or `content` (content-creating) for REST, else what it serves.

    `runner` marks requests of GitHub's own actions inside a run, which are not counted.
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
    """One request that was answered, or met a fault."""

    kind: Kind
    endpoint: str  # method and route, such as `GET /repos/{owner}/{name}`
    path: str
    status: int  # 0 when the connection was reset
    token: str  # label of the token, empty for none


@dataclass(frozen=True)
class Exchange:
    """One REST call with both bodies, for a comparison with GitHub's description."""

    call: Call
    query: str
    request: bytes
    response: bytes


@dataclass(frozen=True)
class Counts:
    """How many calls of each class there were."""

    read: int = 0
    write: int = 0
    content: int = 0
    git: int = 0
    pages: int = 0
    runner: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """All REST calls."""
        return self.read + self.write + self.content


@dataclass
class CallLog:
    """The calls in the order of their answers; REST exchanges too while `record_exchanges` is set."""

    calls: list[Call] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    record_exchanges: bool = False

    def counts(self, since: int = 0) -> Counts:
        """Count the calls from number `since` on."""
        return Counts(**Counter(str(call.kind) for call in self.calls[since:]))
