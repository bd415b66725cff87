"""The browser child: reads one `Setup` and then `Order`s from stdin, answers each with one `Seen` on stdout.

It is started with an empty environment and in a session of its own, holds nothing worth stealing, and can be
killed at any moment.
"""

import asyncio
import contextlib
import sys

from orchestrator.verify.browser import Browser, Fence, chromium
from orchestrator.verify.look import Look
from orchestrator.verify.pages import PagesServer
from orchestrator.verify.protocol import Order, Seen, Setup


async def serve() -> None:
    """Answer orders until stdin ends."""
    setup = Setup.model_validate_json(await _line())
    with PagesServer() as server:
        async with chromium(setup, server.origin) as browser:
            fence = Fence(setup, server.origin)
            while line := await _line():
                seen = await _carry_out(Order.model_validate_json(line), browser, fence, server)
                sys.stdout.write(seen.model_dump_json() + "\n")
                sys.stdout.flush()


async def _carry_out(order: Order, browser: Browser, fence: Fence, server: PagesServer) -> Seen:
    server.show(order.files, order.path)
    fence.hosts = order.hosts
    look = Look(browser, fence, order, order.url or f"{server.origin}{order.path}")
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(look.run(), order.seconds)
    for context in browser.contexts:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(context.close(), 2)
    return look.seen()


async def _line() -> bytes:
    return await asyncio.to_thread(sys.stdin.buffer.readline)


if __name__ == "__main__":
    asyncio.run(serve())
