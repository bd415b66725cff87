"""Counting: every call by class, by endpoint and by token."""

import threading
from collections import Counter
from dataclasses import dataclass, field

CONTENT = frozenset(
    {
        "POST /user/repos",
        "POST /orgs/{org}/repos",
        "POST /repos/{owner}/{name}/pages",
        "POST /repos/{owner}/{name}/git/blobs",
        "POST /repos/{owner}/{name}/statuses/{sha}",
        "POST /repos/{owner}/{name}/dispatches",
        "POST /repos/{owner}/{name}/actions/workflows/{workflow}/dispatches",
    }
)
"""Endpoints that create something, which GitHub limits more tightly than other writes."""


@dataclass(frozen=True)
class Call:
    """One request that was answered."""

    kind: str
    """`read`, `write` or `content` for REST, else `git`, `pages`, `runner` (the deploy action) or `other`."""
    endpoint: str
    path: str
    status: int
    token: str
    """Label of the token, empty for none."""
    seconds: float


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
            *(kinds[kind] for kind in ("read", "write", "content", "git", "pages")),
            by_endpoint=dict(Counter(call.endpoint for call in calls)),
            by_token=dict(Counter(call.token or "anonymous" for call in rest)),
        )


def kind_of(method: str, endpoint: str, path: str) -> str:
    """The class of a call, from its route."""
    if path.startswith("/pages/"):
        return "pages"
    if "/pages/deployments" in path or path.startswith("/_storage"):
        return "runner"
    if not path.startswith("/api/v3"):
        return "git" if "git-" in path or path.endswith("/info/refs") else "other"
    if method in {"GET", "HEAD"}:
        return "read"
    return "content" if endpoint in CONTENT else "write"
