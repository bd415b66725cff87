"""The one client for GitHub: connections are kept, each call has a total time, and nothing is sent twice."""

import asyncio
import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore

from relay import __version__
from relay.errors import NotSent, OutcomeUnknown
from relay.github.connections import Connections
from relay.settings import Settings

WAIT_SHARE = 0.4
"""Share of a call's time that may go by before a connection is free; after that nothing is sent."""

CONNECT_SHARE = 0.3

Headers = dict[bytes | str, bytes | str]
"""As httpcore types them."""


@dataclass(frozen=True)
class Reply:
    """What GitHub answered; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """The body as JSON, None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class GitHub:
    """The REST API of one GitHub, with one token."""

    def __init__(self, settings: Settings) -> None:
        """Prepare the pool; nothing is connected yet."""
        self._base = settings.api_url
        self._headers: Headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {settings.github_token.get_secret_value()}",
            "User-Agent": f"pages-orchestrator-relay/{__version__}",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._connections = Connections(settings.api_url, settings.connections)

    async def post(self, path: str, body: Mapping[str, Any], seconds: float) -> Reply:
        """Send `body` once, all within `seconds`.

        Raises:
            NotSent: GitHub cannot have seen it.
            OutcomeUnknown: it was sent, and no whole answer came.
        """
        headers = self._headers | {"Content-Type": "application/json"}
        return await self._call("POST", path, headers, json.dumps(body).encode(), seconds)

    async def get(self, path: str, etag: str | None, seconds: float) -> Reply:
        """Read `path`; 304 if it still has `etag`. Raises as `post`."""
        headers = self._headers | ({"If-None-Match": etag} if etag else {})
        return await self._call("GET", path, headers, None, seconds)

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._connections.close()

    async def _call(
        self, method: str, path: str, headers: Headers, body: bytes | None, seconds: float
    ) -> Reply:
        async with self._connections.one(seconds * WAIT_SHARE) as connection:
            sending = connection.request(
                method,
                self._base + path,
                headers=headers,
                content=body,
                extensions={"timeout": {"connect": seconds * CONNECT_SHARE}},
            )
            return await _answer(sending, seconds * (1 - WAIT_SHARE))


async def _answer(sending: Awaitable[httpcore.Response], seconds: float) -> Reply:
    """Wait for a call's answer, and say of a failure whether GitHub can have seen the call."""
    try:
        async with asyncio.timeout(seconds):
            response = await sending
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise NotSent("GitHub cannot be reached") from error
    except (TimeoutError, httpcore.TimeoutException) as error:
        raise OutcomeUnknown("GitHub did not answer in time") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise OutcomeUnknown("the connection to GitHub broke off before the answer") from error
    names = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    return Reply(response.status, names, response.content)
