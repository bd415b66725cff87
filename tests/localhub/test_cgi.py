"""git's own program behind HTTP: what it has received has its consequences, whoever still listens."""

import asyncio
from typing import cast

import pytest

from scripts.localhub.cgi import _body
from tests import background


class Ended:
    """A git that has said everything."""

    async def wait(self) -> int:
        return 0


async def _client_leaves() -> None:
    pipe, done = asyncio.StreamReader(), asyncio.Event()
    pipe.feed_data(b"unpack ok")

    async def then() -> None:
        done.set()

    body = _body(cast("asyncio.subprocess.Process", Ended()), pipe, then)
    listening = asyncio.ensure_future(anext(body))
    await asyncio.wait({listening}, timeout=0)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    pipe.feed_eof()
    await asyncio.wait_for(done.wait(), 30)


def test_a_push_counts_though_its_client_has_left() -> None:
    background.run(_client_leaves())
