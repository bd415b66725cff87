"""Connections to one host: a bounded number, kept for the next call.

httpcore's own pool looks at every idle connection with each call, which costs more than the call itself when
there are many; this one looks at two.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import certifi
import httpcore

from relay.errors import NotSent

KEEP_ALIVE_SECONDS = 30.0
"""GitHub closes idle connections after about a minute; we are earlier, so that no call meets the closing."""


class Connections:
    """At most `limit` at a time; the one that was used last serves the next call."""

    def __init__(self, address: str, limit: int) -> None:
        """Prepare for `address` (http or https); nothing is connected yet."""
        self._origin = httpcore.URL(address).origin
        self._trust = _trust() if address.startswith("https:") else None
        self._slots = asyncio.Semaphore(limit)
        self._idle: deque[httpcore.AsyncHTTPConnection] = deque()

    @asynccontextmanager
    async def one(self, seconds: float) -> AsyncIterator[httpcore.AsyncHTTPConnection]:
        """A connection for one call.

        Raises:
            NotSent: none was free for `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._slots.acquire()
        except TimeoutError as error:
            raise NotSent("all connections to GitHub are busy") from error
        try:
            connection = await self._take()
            try:
                yield connection
            finally:
                await self._give_back(connection)
        finally:
            self._slots.release()

    async def close(self) -> None:
        """Close those that are kept."""
        while self._idle:
            await self._idle.pop().aclose()

    async def _take(self) -> httpcore.AsyncHTTPConnection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(self._origin, self._trust, KEEP_ALIVE_SECONDS)

    async def _give_back(self, connection: httpcore.AsyncHTTPConnection) -> None:
        if connection.is_idle():
            self._idle.append(connection)
        else:
            await connection.aclose()
        if self._idle and self._idle[0].has_expired():
            await self._idle.popleft().aclose()


def _trust() -> ssl.SSLContext:
    """What the host trusts; certifi's list for a host that comes without one."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(certifi.where())
    return context
