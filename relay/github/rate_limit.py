"""Staying below GitHub's limits: what is beyond them is answered 503 at once and never sent."""

import time
from collections.abc import Callable

import httpx

from relay.errors import Unavailable

POST_POINTS = 5

READ_SHARE = 0.25
"""Of the points of a minute, for the look-ups of /status and /health."""

RESERVED_SHARE = 0.2
"""Of the requests that GitHub allows in an hour: when no more are left, they are kept for tasks."""

MIN_SECONDARY_WAIT = 60.0
"""Seconds that GitHub asks for when it limits without saying for how long."""

LONGEST_WAIT = 3600.0
"""Seconds: GitHub's limits end within the hour, so a longer wait is somebody's mistake."""


class TokenBucket:
    """`size` tokens that come back evenly within `seconds`."""

    def __init__(self, size: float, seconds: float, now: Callable[[], float]) -> None:
        self._size = size
        self._rate = size / seconds
        self._now = now
        self._level = size
        self._at = now()

    def wait_for(self, tokens: float) -> float:
        """Seconds until `tokens` are there; 0.0 now."""
        now = self._now()
        self._level = min(self._size, self._level + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (min(tokens, self._size) - self._level) / self._rate)

    def take(self, tokens: float) -> None:
        """Take `tokens`, which `wait_for` has said to be there."""
        self._level -= tokens


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
        self._reads = TokenBucket(points_per_minute * READ_SHARE, 60.0, now)
        self._points = TokenBucket(points_per_minute * (1 - READ_SHARE), 60.0, now)
        self._posts = TokenBucket(posts_per_minute, 60.0, now)
        self._now = now
        self._wall = wall
        self._blocked_until = now()
        self._no_reads_until = now()

    def spend_read(self) -> None:
        """Take what one GET needs.

        Raises:
            Unavailable: it has to wait; nothing was taken and nothing was sent.
        """
        self._spend(
            max(self._blocked_until, self._no_reads_until), [(self._reads, 1)], "GitHub was not asked."
        )

    def spend_posts(self, count: int) -> None:
        """Take what `count` POSTs need; raises as `spend_read`."""
        needs = [(self._points, POST_POINTS * count), (self._posts, count)]
        self._spend(self._blocked_until, needs, "Nothing was started.")

    def observe(self, response: httpx.Response) -> float:
        """Heed the limits that an answer states; for how many seconds no call is made now."""
        wait = self._stated_wait(response)
        self._blocked_until = max(self._blocked_until, self._now() + wait)
        names = ("remaining", "limit", "reset")
        remaining, limit, reset = (response.headers.get(f"x-ratelimit-{name}", "") for name in names)
        if remaining.isdecimal() and limit.isdecimal() and reset.isdecimal():
            low = int(remaining) < int(limit) * RESERVED_SHARE
            until_reset = min(float(reset) - self._wall(), LONGEST_WAIT)
            self._no_reads_until = self._now() + (max(0.0, until_reset) if low else 0.0)
        return wait

    def _spend(self, blocked_until: float, needs: list[tuple[TokenBucket, int]], effect: str) -> None:
        blocked = blocked_until - self._now()
        if blocked > 0:
            raise Unavailable(f"GitHub accepts no calls at present. {effect}", blocked)
        wait = max(bucket.wait_for(tokens) for bucket, tokens in needs)
        if wait > 0:
            raise Unavailable(f"There were more requests than GitHub allows. {effect}", wait)
        for bucket, tokens in needs:
            bucket.take(tokens)

    def _stated_wait(self, response: httpx.Response) -> float:
        status, headers = response.status_code, response.headers
        limited = status == 429 or (status == 403 and b"rate limit" in response.content.lower())
        wait = 0.0
        stated, reset = (headers.get(name, "") for name in ("retry-after", "x-ratelimit-reset"))
        if limited and stated.isdecimal():
            wait = float(stated)
        elif headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
            wait = max(0.0, float(reset) - self._wall())
        return min(wait, LONGEST_WAIT) or (MIN_SECONDARY_WAIT if limited else 0.0)
