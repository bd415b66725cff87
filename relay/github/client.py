"""The one client for GitHub: each call has a total time, and nothing is sent twice."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from relay import __version__
from relay.errors import NotSent, OutcomeUnknown
from relay.settings import Settings

POOL_SHARE = 0.4
"""Share of a call's time that may go by before a connection is free; after that nothing is sent."""

CONNECT_SHARE = 0.3

KEEP_ALIVE_SECONDS = 30.0
"""GitHub closes idle connections after about a minute; we are earlier, so that no call meets the closing."""


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
                max_keepalive_connections=settings.connections,
                keepalive_expiry=KEEP_ALIVE_SECONDS,
            ),
        )

    async def post(self, path: str, body: Mapping[str, Any], seconds: float) -> httpx.Response:
        """Send `body` once, all within `seconds`.

        Raises:
            NotSent: GitHub cannot have seen it.
            OutcomeUnknown: it was sent, and no whole answer came.
        """
        return await self._call(self._client.build_request("POST", path, json=body), seconds)

    async def get(self, path: str, etag: str | None, seconds: float) -> httpx.Response:
        """Read `path`; 304 if it still has `etag`. Raises as `post`."""
        headers = {"If-None-Match": etag} if etag else {}
        return await self._call(self._client.build_request("GET", path, headers=headers), seconds)

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._client.aclose()

    async def _call(self, request: httpx.Request, seconds: float) -> httpx.Response:
        """Send a request; of a failure the error says whether GitHub can have seen the call."""
        limits = httpx.Timeout(seconds, connect=seconds * CONNECT_SHARE, pool=seconds * POOL_SHARE)
        request.extensions["timeout"] = limits.as_dict()
        try:
            async with asyncio.timeout(seconds):
                return await self._client.send(request)
        except httpx.PoolTimeout as error:
            raise NotSent("all connections to GitHub are busy") from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotSent("GitHub cannot be reached") from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise OutcomeUnknown("GitHub did not answer in time") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown("the connection to GitHub broke off before the answer") from error


def json_of(response: httpx.Response) -> Any:  # noqa: ANN401 - any JSON
    """An answer's body as JSON, None if it is none."""
    try:
        return response.json()
    except ValueError:
        return None
