"""Many requests at once, light enough for two cores."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpcore

SECONDS = 60.0


@dataclass(frozen=True)
class Outcome:
    """What one request came to; status None means that no answer came."""

    nonce: str
    status: int | None
    message: str


async def send_all(url: str, requests: Sequence[dict[str, Any]], at_a_time: int) -> list[Outcome]:
    """POST every request to /task, each once, and gather the outcomes in the same order."""
    gate = asyncio.Semaphore(at_a_time)
    async with httpcore.AsyncConnectionPool(max_connections=at_a_time) as pool:

        async def send(fields: dict[str, Any]) -> Outcome:
            async with gate:
                return await _post(pool, url, fields)

        return await asyncio.gather(*(send(fields) for fields in requests))


async def _post(pool: httpcore.AsyncConnectionPool, url: str, fields: dict[str, Any]) -> Outcome:
    body = json.dumps(fields).encode()
    try:
        async with asyncio.timeout(SECONDS):
            answer = await pool.request("POST", f"{url}/task", headers={"Host": "relay"}, content=body)
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        return Outcome(fields["nonce"], None, type(error).__name__)
    return Outcome(fields["nonce"], answer.status, json.loads(answer.content)["message"])
