"""Rate limits: requests an hour for each token, and the secondary ones for bursts."""

import time
from collections import Counter, defaultdict
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

    per_hour: int = 5000  # of a user's token
    job_per_hour: int = 1000  # of a `GITHUB_TOKEN`, for each repository
    anonymous_per_hour: int = 60
    points_per_minute: int = 900
    content_per_minute: int = 80
    content_per_hour: int = 500
    clock: Callable[[], float] = time.time
    _charges: dict[str, list[tuple[float, Kind]]] = field(default_factory=lambda: defaultdict(list))

    def headers(self, token: Token) -> dict[str, str]:
        """The state of a token's hour, as every answer carries it."""
        limit, hour = self._limit(token), self._hour(_key(token))
        end = int((hour[0][0] if hour else self.clock()) + HOUR)
        remaining = max(0, limit - len(hour))
        state = {"limit": limit, "remaining": remaining, "reset": end, "used": len(hour), "resource": "core"}
        return {f"x-ratelimit-{name}": str(value) for name, value in state.items()}

    def charge(self, token: Token, kind: Kind) -> None:
        """Count one REST call; 403, and not counted, when a primary or secondary limit is used up."""
        key, now = _key(token), self.clock()
        hour = self._hour(key)
        if len(hour) >= self._limit(token):
            raise ApiError(403, f"API rate limit exceeded for {key}.")
        minute = Counter(of for moment, of in hour if moment > now - MINUTE)
        points = minute["read"] + 5 * (minute.total() - minute["read"])
        exceeded = points >= self.points_per_minute
        if kind == "content":
            exceeded |= minute["content"] >= self.content_per_minute
            exceeded |= sum(of == "content" for _, of in hour) >= self.content_per_hour
        if exceeded:
            raise ApiError(403, SECONDARY_LIMIT, headers={"Retry-After": "60"})
        hour.append((now, kind))

    def refund(self, token: Token) -> None:
        """Do not count the last call after all: an answer of 304 is free."""
        self._charges[_key(token)].pop()

    def _hour(self, key: str) -> list[tuple[float, Kind]]:
        charges = self._charges[key]
        charges[:] = [charge for charge in charges if charge[0] > self.clock() - HOUR]
        return charges

    def _limit(self, token: Token) -> int:
        kinds = {"none": self.anonymous_per_hour, "job": self.job_per_hour}
        return kinds.get(token.kind, self.per_hour)


def _key(token: Token) -> str:
    """Limits belong to the user, the installation or the repository, not to the single token."""
    if token.kind == "none":
        return "127.0.0.1"
    return token.label if token.kind in {"app", "job"} else f"user {token.login}"
