"""Many requests at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Outcome:
    """What one request came to; status None means that no answer came."""

    nonce: str
    status: int | None
    message: str


async def send_all(url: str, requests: Sequence[dict[str, Any]], at_a_time: int) -> list[Outcome]:
    """POST every request to /task, each once, `at_a_time` of them at the same time."""
    waiting = iter(requests)

    async def send_some(client: httpx.AsyncClient) -> list[Outcome]:
        return [await _post(client, fields) for fields in waiting]

    limits = httpx.Limits(max_connections=at_a_time, max_keepalive_connections=at_a_time)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
        done = await asyncio.gather(*(send_some(client) for _ in range(at_a_time)))
    return [outcome for outcomes in done for outcome in outcomes]


async def _post(client: httpx.AsyncClient, fields: dict[str, Any]) -> Outcome:
    try:
        answer = await client.post("/task", json=fields)
    except httpx.TransportError as error:
        return Outcome(fields["nonce"], None, type(error).__name__)
    return Outcome(fields["nonce"], answer.status_code, answer.json()["message"])
