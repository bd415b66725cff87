"""The one client for GitHub: each call has a total time, and nothing is sent twice."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from relay import __version__
from relay.errors import CallFailed
from relay.settings import Settings

POOL_SHARE, CONNECT_SHARE = 0.4, 0.3
"""Shares of a call's time for a connection to become free, and to be made; after that nothing is sent."""

KEEP_ALIVE_SECONDS = 30.0
"""GitHub closes idle connections after about a minute; we are earlier, so that no call meets the closing."""

KEPT_ALIVE = 8
"""Idle connections: enough for what GitHub allows, and few, because httpx polls each at every call."""


class GitHub:
    """The REST API of one GitHub, with one token."""

    def __init__(self, settings: Settings) -> None:
        """Prepare the pool; nothing is connected yet."""
        self._client = httpx.AsyncClient(
            base_url=settings.api_url,
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

    async def post(self, path: str, body: Mapping[str, Any], seconds: float) -> httpx.Response:
        """Send `body` once, all within `seconds`.

        Raises:
            CallFailed: no whole answer came; the error says whether GitHub can have seen the call.
        """
        return await self._call("POST", path, seconds, json=body)

    async def get(self, path: str, etag: str | None, seconds: float) -> httpx.Response:
        """Read `path`; 304 if it still has `etag`. Raises as `post`."""
        return await self._call("GET", path, seconds, headers={"If-None-Match": etag} if etag else {})

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._client.aclose()

    async def _call(self, method: str, path: str, seconds: float, **content: Any) -> httpx.Response:  # noqa: ANN401 - as httpx has it
        timeout = httpx.Timeout(seconds, connect=seconds * CONNECT_SHARE, pool=seconds * POOL_SHARE)
        try:
            async with asyncio.timeout(seconds):
                return await self._client.request(method, path, timeout=timeout, **content)
        except httpx.PoolTimeout as error:
            raise CallFailed("all connections to GitHub are busy", sent=False) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise CallFailed("GitHub cannot be reached", sent=False) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise CallFailed("GitHub did not answer in time", sent=True) from error
        except httpx.HTTPError as error:
            raise CallFailed("the connection to GitHub broke off before the answer", sent=True) from error
