"""Faults by rule: which call fails, and how."""

import fnmatch
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

PUSH = "POST /*/git-receive-pack"
"""The request of a push that carries the objects."""

PAGES = "GET /pages/*"
"""Any request to a Pages site."""

SECONDARY_LIMIT = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass(frozen=True)
class Rule:
    """One fault. Without `status`, `reset` or `half` it only delays."""

    endpoint: str
    """Method and path with wildcards, such as `POST /repos/*/pages`; REST paths without `/api/v3`."""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = '{"message": "Server Error"}'
    delay: float = 0.0
    """Seconds before anything happens."""
    reset: bool = False
    """Reset the connection in place of an answer."""
    half: bool = False
    """Send half of the real answer, then close the connection."""
    done: bool = False
    """Process the request first: only the answer is lost. `half` always does."""
    times: int | None = 1
    """To how many matching calls it applies; None: to all."""

    @property
    def replaces_answer(self) -> bool:
        """Whether the caller does not get the real answer."""
        return self.status is not None or self.reset or self.half


@dataclass
class Faults:
    """The active rules with the number of calls that matched each."""

    _rules: list[tuple[Rule, list[int]]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, rule: Rule) -> None:
        """Activate a rule."""
        with self._lock:
            self._rules.append((rule, [0]))

    def clear(self) -> None:
        """Drop all rules."""
        with self._lock:
            self._rules.clear()

    def match(self, method: str, path: str) -> Rule | None:
        """Count a call against the rules; the first one that applies, if any."""
        text = f"{method} {path.removeprefix('/api/v3')}"
        with self._lock:
            matching = [entry for entry in self._rules if fnmatch.fnmatchcase(text, entry[0].endpoint)]
            for _, count in matching:
                count[0] += 1
            return next((r for r, count in matching if r.times is None or count[0] <= r.times), None)
