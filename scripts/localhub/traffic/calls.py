"""The record of calls: each by class, endpoint and token, with both bodies."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
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
    status: int  # 0 when the connection was reset
    token: str  # label of the token, empty for none
    query: str = ""
    request: bytes = b""
    response: bytes | None = None  # None: a fault in place of the stand-in's own answer


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

    @classmethod
    def of(cls, calls: Iterable[Call]) -> "Counts":
        """Count calls."""
        return cls(**Counter(str(call.kind) for call in calls))

    @property
    def total(self) -> int:
        """All REST calls."""
        return self.read + self.write + self.content
