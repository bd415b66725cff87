"""The one client for the control repository: it heeds the limits, and nothing is sent twice.

Reading is cheap: a short memory, ETags, and one call at a time for the same path.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx

from relay import __version__
from relay.errors import CallFailed, Unavailable
from relay.github.rate_limit import RateLimit
from relay.settings import Settings

POOL_SHARE, CONNECT_SHARE = 0.4, 0.3
"""Shares of a call's time for a connection to become free, and to be made; after that nothing is sent."""

KEEP_ALIVE_SECONDS = 30.0
"""GitHub closes idle connections after about a minute; we are earlier, so that no call meets the closing."""

KEPT_ALIVE = 8
"""Idle connections: enough for what GitHub allows, and few, because httpx polls each at every call."""

MAX_ANSWERS = 256
"""Answers kept; the oldest goes first."""


@dataclass(frozen=True)
class CachedAnswer:
    """An answer of GitHub, and when it was last known to be true: the time of day, and monotonic seconds."""

    response: httpx.Response
    at: datetime
    seconds: float


class GitHub:
    """The REST API of the control repository; a path is what follows `/repos/OWNER/NAME`."""

    def __init__(self, settings: Settings, limit: RateLimit) -> None:
        """Prepare the pool; nothing is connected yet."""
        self._repo = f"{settings.api_url}/repos/{settings.control_repo}"
        self._seconds = settings.answer_seconds
        self.limit = limit
        self._answers: dict[str, CachedAnswer] = {}
        self._calls: dict[str, asyncio.Task[CachedAnswer]] = {}
        self._client = httpx.AsyncClient(
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {settings.github_token.get_secret_value()}",
                "User-Agent": f"pages-orchestrator-relay/{__version__}",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            limits=httpx.Limits(
                max_connections=settings.connections,
                max_keepalive_connections=KEPT_ALIVE,
                keepalive_expiry=KEEP_ALIVE_SECONDS,
            ),
        )

    async def post(self, path: str, body: Mapping[str, Any], ends: float) -> tuple[httpx.Response, float]:
        """Send `body` once, all before `ends` (monotonic); also the seconds that GitHub's limits now ask for.

        Raises:
            CallFailed: no whole answer came; the error says whether GitHub can have seen the call.
        """
        response = await self._call("POST", path, max(0.1, ends - time.monotonic()), json=body)
        return response, self.limit.observe(response)

    async def get(self, path: str, max_age: float) -> CachedAnswer:
        """The answer to GET `path`, at most `max_age` seconds old.

        Raises:
            Unavailable: the rate limit is used up, or GitHub did not answer.
        """
        known = self._answers.get(path)
        if known and time.monotonic() - known.seconds <= max_age:
            return known
        if path not in self._calls:
            self._calls[path] = asyncio.create_task(self._read(path, known))
            self._calls[path].add_done_callback(lambda _: self._calls.pop(path, None))
        return await asyncio.shield(self._calls[path])

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._client.aclose()

    async def _read(self, path: str, known: CachedAnswer | None) -> CachedAnswer:
        self.limit.spend_read()
        etag = known.response.headers.get("etag") if known else None
        try:
            headers = {"If-None-Match": etag} if etag else {}
            response = await self._call("GET", path, self._seconds, headers=headers)
        except CallFailed as error:
            raise Unavailable(f"GitHub could not be asked: {error}.", 5.0) from error
        self.limit.observe(response)
        answer = CachedAnswer(response, datetime.now(UTC), time.monotonic())
        if response.status_code == 304 and known:
            answer = replace(answer, response=known.response)
        self._answers.pop(path, None)  # to its end
        self._answers[path] = answer
        if len(self._answers) > MAX_ANSWERS:
            del self._answers[next(iter(self._answers))]
        return answer

    async def _call(self, method: str, path: str, seconds: float, **content: Any) -> httpx.Response:  # noqa: ANN401 - as httpx has it
        timeout = httpx.Timeout(seconds, connect=seconds * CONNECT_SHARE, pool=seconds * POOL_SHARE)
        try:
            async with asyncio.timeout(seconds):
                return await self._client.request(method, self._repo + path, timeout=timeout, **content)
        except httpx.PoolTimeout as error:
            raise CallFailed("all connections to GitHub are busy", sent=False) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise CallFailed("GitHub cannot be reached", sent=False) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise CallFailed("GitHub did not answer in time", sent=True) from error
        except httpx.HTTPError as error:
            raise CallFailed("the connection to GitHub broke off before the answer", sent=True) from error
