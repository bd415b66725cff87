"""Reading GitHub cheaply: a short memory, ETags, and one call at a time for the same path."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx

from relay.errors import CallFailed, Unavailable
from relay.github.client import GitHub, json_of
from relay.github.rate_limit import RateLimit

MAX_ANSWERS = 256
"""Answers kept; the oldest goes first."""


@dataclass(frozen=True)
class CachedAnswer:
    """An answer of GitHub, and when it was last known to be true."""

    status: int
    content: Any
    headers: httpx.Headers
    at: datetime
    clock: float


class CachedGitHub:
    """What GitHub said, asked again only when it is older than the caller wants."""

    def __init__(
        self, github: GitHub, limit: RateLimit, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the client, the rate limit, the time for one call, and a clock that only goes forward."""
        self._github = github
        self._limit = limit
        self._seconds = seconds
        self._now = now
        self._answers: OrderedDict[str, CachedAnswer] = OrderedDict()
        self._calls: dict[str, asyncio.Task[CachedAnswer]] = {}

    async def get(self, path: str, max_age: float) -> CachedAnswer:
        """The answer to GET `path`, at most `max_age` seconds old.

        Raises:
            Unavailable: the rate limit is used up, or GitHub did not answer.
        """
        known = self._answers.get(path)
        if known and self._now() - known.clock <= max_age:
            return known
        if path not in self._calls:
            self._calls[path] = asyncio.create_task(self._call(path, known))
            self._calls[path].add_done_callback(lambda _: self._calls.pop(path, None))
        return await asyncio.shield(self._calls[path])

    async def _call(self, path: str, known: CachedAnswer | None) -> CachedAnswer:
        self._limit.spend_read()
        etag = known.headers.get("etag") if known else None
        try:
            response = await self._github.get(path, etag, self._seconds)
        except CallFailed as error:
            raise Unavailable(f"GitHub could not be asked: {error}.", 5.0) from error
        self._limit.observe(response)
        at, clock = datetime.now(UTC), self._now()
        if response.status_code == 304 and known:
            answer = replace(known, at=at, clock=clock)
        else:
            answer = CachedAnswer(response.status_code, json_of(response), response.headers, at, clock)
        self._answers[path] = answer
        self._answers.move_to_end(path)
        if len(self._answers) > MAX_ANSWERS:
            self._answers.popitem(last=False)
        return answer
