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
    """POST every request to /task, each once, over as many connections, and gather the outcomes."""
    waiting = iter(requests)
    outcomes: list[Outcome] = []

    async def one_after_another() -> None:
        async with httpcore.AsyncConnectionPool(max_connections=1) as pool:
            outcomes.extend([await _post(pool, url, fields) for fields in waiting])

    await asyncio.gather(*(one_after_another() for _ in range(at_a_time)))
    return outcomes


async def _post(pool: httpcore.AsyncConnectionPool, url: str, fields: dict[str, Any]) -> Outcome:
    body = json.dumps(fields).encode()
    try:
        async with asyncio.timeout(SECONDS):
            answer = await pool.request("POST", f"{url}/task", headers={"Host": "relay"}, content=body)
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        return Outcome(fields["nonce"], None, type(error).__name__)
    return Outcome(fields["nonce"], answer.status, json.loads(answer.content)["message"])
