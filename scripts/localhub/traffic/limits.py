"""Rate limits: requests an hour for each token, and the secondary ones for bursts."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from scripts.localhub.errors import ApiError
from scripts.localhub.traffic.calls import Kind
from scripts.localhub.traffic.faults import SECONDARY_LIMIT
from scripts.localhub.traffic.tokens import Token

HOUR = 3600.0
MINUTE = 60.0


@dataclass
class Limits:
    """GitHub's published numbers; a test lowers those that it wants to reach."""

    per_hour: int = 5000
    """Of a user's token."""
    job_per_hour: int = 1000
    """Of a `GITHUB_TOKEN`, for each repository."""
    anonymous_per_hour: int = 60
    points_per_minute: int = 900
    """A read costs one, a write five."""
    content_per_minute: int = 80
    content_per_hour: int = 500
    clock: Callable[[], float] = time.time
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Key → end of its hour and requests used in it."""
    _recent: dict[str, deque[tuple[float, int, bool]]] = field(default_factory=lambda: defaultdict(deque))
    """Key → time, points and whether content was created."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def core(self, token: Token | None) -> dict[str, int]:
        """The state of a token's window: `limit`, `remaining`, `reset` (Unix seconds), `used`."""
        limit = self._limit(token)
        with self._lock:
            end, used = self._window(_key(token))
        return {"limit": limit, "remaining": max(0, limit - used), "reset": int(end), "used": used}

    def headers(self, token: Token | None) -> dict[str, str]:
        """The same, as every answer carries it."""
        state = self.core(token) | {"resource": "core"}
        return {f"x-ratelimit-{name}": str(value) for name, value in state.items()}

    def charge(self, token: Token | None, kind: Kind) -> None:
        """Count one REST call.

        Raises:
            ApiError: 403 when a primary or secondary limit is used up; such a call is not counted.
        """
        key = _key(token)
        with self._lock:
            end, used = self._window(key)
            if used >= self._limit(token):
                raise ApiError(403, f"API rate limit exceeded for {key}.")
            self._charge_burst(key, kind)
            self._windows[key] = (end, used + 1)

    def refund(self, token: Token | None) -> None:
        """Do not count a call after all: an answer of 304 is free."""
        with self._lock:
            end, used = self._window(_key(token))
            self._windows[_key(token)] = (end, max(0, used - 1))

    def _charge_burst(self, key: str, kind: Kind) -> None:
        now, recent = self.clock(), self._recent[key]
        while recent and recent[0][0] <= now - HOUR:
            recent.popleft()
        minute = [entry for entry in recent if entry[0] > now - MINUTE]
        exceeded = sum(entry[1] for entry in minute) >= self.points_per_minute
        if kind == "content":
            exceeded |= sum(entry[2] for entry in minute) >= self.content_per_minute
            exceeded |= sum(entry[2] for entry in recent) >= self.content_per_hour
        if exceeded:
            raise ApiError(403, SECONDARY_LIMIT, headers={"Retry-After": "60"})
        recent.append((now, 1 if kind == "read" else 5, kind == "content"))

    def _window(self, key: str) -> tuple[float, int]:
        end, used = self._windows.get(key, (0.0, 0))
        return (end, used) if end > self.clock() else (self.clock() + HOUR, 0)

    def _limit(self, token: Token | None) -> int:
        if token is None:
            return self.anonymous_per_hour
        return self.job_per_hour if token.kind == "job" else self.per_hour


def _key(token: Token | None) -> str:
    """Limits belong to the user, the installation or the repository, not to the single token."""
    if token is None:
        return "127.0.0.1"
    return token.label if token.kind in {"app", "job"} else f"user {token.login}"
