"""Reading GitHub cheaply: a short memory, ETags, and one call at a time for the same path."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx

from relay.errors import CallFailed, Unavailable
from relay.github.client import GitHub
from relay.github.rate_limit import RateLimit

MAX_ANSWERS = 256
"""Answers kept; the oldest goes first."""


@dataclass(frozen=True)
class CachedAnswer:
    """An answer of GitHub, and when it was last known to be true: the time of day, and monotonic seconds."""

    response: httpx.Response
    at: datetime
    seconds: float


class CachedGitHub:
    """What GitHub said, asked again only when it is older than the caller wants."""

    def __init__(self, github: GitHub, limit: RateLimit, seconds: float) -> None:
        """Take the client, the rate limit, and the time for one call."""
        self._github = github
        self._limit = limit
        self._seconds = seconds
        self._answers: OrderedDict[str, CachedAnswer] = OrderedDict()
        self._calls: dict[str, asyncio.Task[CachedAnswer]] = {}

    async def get(self, path: str, max_age: float) -> CachedAnswer:
        """The answer to GET `path`, at most `max_age` seconds old.

        Raises:
            Unavailable: the rate limit is used up, or GitHub did not answer.
        """
        known = self._answers.get(path)
        if known and time.monotonic() - known.seconds <= max_age:
            return known
        if path not in self._calls:
            self._calls[path] = asyncio.create_task(self._call(path, known))
            self._calls[path].add_done_callback(lambda _: self._calls.pop(path, None))
        return await asyncio.shield(self._calls[path])

    async def _call(self, path: str, known: CachedAnswer | None) -> CachedAnswer:
        self._limit.spend_read()
        try:
            response = await self._github.get(
                path, known.response.headers.get("etag") if known else None, self._seconds
            )
        except CallFailed as error:
            raise Unavailable(f"GitHub could not be asked: {error}.", 5.0) from error
        self._limit.observe(response)
        answer = CachedAnswer(response, datetime.now(UTC), time.monotonic())
        if response.status_code == 304 and known:
            answer = replace(answer, response=known.response)
        self._answers[path] = answer
        self._answers.move_to_end(path)
        if len(self._answers) > MAX_ANSWERS:
            self._answers.popitem(last=False)
        return answer
