"""Staying below GitHub's limits: what is beyond them is answered 503 at once and never sent."""

import math
import time
from collections.abc import Callable

import httpx

from relay.errors import Unavailable

POST_POINTS = 5
"""What a POST costs of the points of a minute; a GET costs one."""

READ_SHARE = 0.25
"""Of the points of a minute, for the look-ups of /status and /health."""

RESERVED_SHARE = 0.2
"""Of the requests that GitHub allows in an hour: when no more are left, they are kept for tasks."""

MIN_SECONDARY_WAIT = 60.0
"""Seconds that GitHub asks for when it limits without saying for how long."""

LONGEST_WAIT = 3600.0
"""Seconds: GitHub's limits end within the hour, so a longer wait is somebody's mistake."""


class TokenBucket:
    """`size` tokens that come back evenly within a minute."""

    def __init__(self, size: float, now: float) -> None:
        self._size = self._level = size
        self._at = now

    def spend(self, tokens: float, now: float) -> float:
        """Take `tokens`, or take none and say in how many seconds they are there; 0.0 if they were taken."""
        rate = self._size / 60
        self._level = min(self._size, self._level + (now - self._at) * rate)
        self._at = now
        wait = max(0.0, (min(tokens, self._size) - self._level) / rate)
        self._level -= 0.0 if wait else tokens
        return wait


class RateLimit:
    """The memory of one process: what was spent, and until when GitHub wants no calls.

    Reads, which anybody can cause, have a budget of their own, so that they never take what tasks need.
    """

    def __init__(
        self,
        points_per_minute: int,
        posts_per_minute: int,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Take both limits, a clock that only goes forward and one that GitHub shares (both in seconds)."""
        posts_by_points = points_per_minute * (1 - READ_SHARE) / POST_POINTS
        self._reads = TokenBucket(points_per_minute * READ_SHARE, now())
        self._posts = TokenBucket(min(posts_per_minute, posts_by_points), now())
        self._now, self._wall = now, wall
        self._blocked_until = self._no_reads_until = now()

    def spend_read(self) -> None:
        """Take what one GET needs.

        Raises:
            Unavailable: it has to wait; nothing was taken and nothing was sent.
        """
        blocked_until = max(self._blocked_until, self._no_reads_until)
        self._spend(self._reads, 1, blocked_until, "GitHub was not asked.")

    def spend_posts(self, count: int) -> None:
        """Take what `count` POSTs need; raises as `spend_read`."""
        self._spend(self._posts, count, self._blocked_until, "Nothing was started.")

    def observe(self, response: httpx.Response) -> float:
        """Heed the limits that an answer states; for how many seconds no call is made now."""
        now, status = self._now(), response.status_code
        remaining = _number(response, "x-ratelimit-remaining", math.inf)
        until_reset = max(0.0, _number(response, "x-ratelimit-reset", 0.0) - self._wall())
        limited = status == 429 or (status == 403 and b"rate limit" in response.content.lower())
        if limited and "retry-after" in response.headers:
            wait = _number(response, "retry-after", 0.0)
        else:
            wait = until_reset if remaining == 0 else 0.0
        wait = min(wait, LONGEST_WAIT) or (MIN_SECONDARY_WAIT if limited else 0.0)
        self._blocked_until = max(self._blocked_until, now + wait)
        if remaining < _number(response, "x-ratelimit-limit", 0.0) * RESERVED_SHARE:
            self._no_reads_until = max(self._no_reads_until, now + min(until_reset, LONGEST_WAIT))
        return wait

    def _spend(self, bucket: TokenBucket, tokens: int, blocked_until: float, effect: str) -> None:
        now = self._now()
        if blocked_until > now:
            raise Unavailable(f"GitHub accepts no calls at present. {effect}", blocked_until - now)
        if wait := bucket.spend(tokens, now):
            raise Unavailable(f"There were more requests than GitHub allows. {effect}", wait)


def _number(response: httpx.Response, header: str, missing: float) -> float:
    text = response.headers.get(header, "")
    return float(text) if text.isdecimal() else missing
