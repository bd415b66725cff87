"""Reading GitHub cheaply: a short memory, ETags, and one call at a time for the same question."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from relay.errors import CallFailed, Unavailable
from relay.github.client import GitHub, Reply
from relay.github.pacing import Pacing

REMEMBERED = 256
"""Answers kept; the oldest goes first."""


@dataclass(frozen=True)
class Seen:
    """An answer of GitHub, and when it was last known to be true."""

    status: int
    content: Any
    headers: dict[str, str]
    at: datetime
    clock: float


class Reader:
    """What GitHub said, asked again only when it is older than the caller wants."""

    def __init__(
        self, github: GitHub, pacing: Pacing, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the client, the pace, the time for one call, and a clock that only goes forward."""
        self._github = github
        self._pacing = pacing
        self._seconds = seconds
        self._now = now
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Seen]] = {}

    async def read(self, path: str, max_age: float) -> Seen:
        """The answer to GET `path`, at most `max_age` seconds old.

        Raises:
            Unavailable: GitHub wants to be left alone, or did not answer.
        """
        seen = self._seen.get(path)
        if seen and self._now() - seen.clock <= max_age:
            return seen
        if path not in self._asking:
            self._asking[path] = asyncio.create_task(self._ask(path, seen))
            self._asking[path].add_done_callback(lambda _: self._asking.pop(path, None))
        return await asyncio.shield(self._asking[path])

    async def _ask(self, path: str, known: Seen | None) -> Seen:
        self._pacing.spend(gets=1)
        etag = known.headers.get("etag") if known else None
        try:
            reply = await self._github.get(path, etag, self._seconds)
        except CallFailed as error:
            raise Unavailable(f"GitHub could not be asked: {error}.", 5.0) from error
        self._pacing.learn(reply)
        seen = self._judge(reply, known)
        self._seen[path] = seen
        self._seen.move_to_end(path)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return seen

    def _judge(self, reply: Reply, known: Seen | None) -> Seen:
        at = datetime.now(UTC)
        if reply.status == 304 and known:
            return Seen(known.status, known.content, {**known.headers, **reply.headers}, at, self._now())
        return Seen(reply.status, reply.json(), dict(reply.headers), at, self._now())
