"""Faults by rule: which call goes wrong, and how."""

import fnmatch
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

PUSH = "POST /*/git-receive-pack"
"""The request of a push that carries the objects."""

PAGES = "GET /pages/*"
"""Any look at a Pages site."""

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
    """Give half of the true answer, then close the connection."""
    done: bool = False
    """Carry the request out first: only the answer is lost. `half` always does."""
    nth: int = 1
    """The first matching call that it strikes."""
    times: int | None = 1
    """How many calls in a row it strikes; None: all from then on."""

    @property
    def spoils(self) -> bool:
        """Whether the caller does not get the true answer."""
        return self.status is not None or self.reset or self.half


def secondary_limit(endpoint: str, retry_after: int | None = 1, status: int = 403, nth: int = 1) -> Rule:
    """A secondary rate limit; `retry_after` None leaves the header out."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Rule(endpoint, status, headers, f'{{"message": "{SECONDARY_LIMIT}"}}', nth=nth)


@dataclass
class Faults:
    """The rules in force, and how often each was met."""

    _rules: list[tuple[Rule, list[int]]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, rule: Rule) -> None:
        """Put a rule into force."""
        with self._lock:
            self._rules.append((rule, [0]))

    def clear(self) -> None:
        """Drop all rules."""
        with self._lock:
            self._rules.clear()

    def strike(self, method: str, path: str) -> Rule | None:
        """Count a call against the rules; the first one that strikes, if any."""
        text = f"{method} {path.removeprefix('/api/v3')}"
        with self._lock:
            met = [(rule, count) for rule, count in self._rules if fnmatch.fnmatchcase(text, rule.endpoint)]
            for _, count in met:
                count[0] += 1
            return next((rule for rule, count in met if _strikes(rule, count[0])), None)


def _strikes(rule: Rule, call: int) -> bool:
    return call >= rule.nth and (rule.times is None or call < rule.nth + rule.times)
