"""The browser child: reads one `Setup` and then `Order`s from stdin, answers each with one `Seen` on stdout.

It is started with an empty environment and in a session of its own, holds nothing worth stealing, and can be
killed at any moment.
"""

import asyncio
import contextlib
import hashlib
import os
import resource
import sys
from collections.abc import Iterable

import psutil

from orchestrator.runtime.processes import descendants
from orchestrator.verify.browser import Browser, Fence, chromium
from orchestrator.verify.page.inspection import Look
from orchestrator.verify.protocol import Audit, Order, Seen, Setup
from orchestrator.verify.static_server import PagesServer

FIRST_BYTES = 1024 * 1024 * 1024
"""Data segment of every process from the start: Node.js, which drives the browser, needs 680 MB of it, and V8
reserves less for itself where it finds a limit."""
MAX_PROCESS_BYTES = 640 * 1024 * 1024
"""Then of each of Chromium's processes; an idle renderer has 250 MB of it reserved."""


async def serve() -> None:
    """Answer orders until stdin ends."""
    setup = Setup.model_validate_json(await _line())
    audits: dict[str, Audit] = {}
    with contextlib.suppress(ValueError, OSError):  # a lower limit stands already
        resource.setrlimit(resource.RLIMIT_DATA, (FIRST_BYTES, FIRST_BYTES))
    with PagesServer() as server:
        async with chromium(setup, server.origin) as browser:
            bound_memory(descendants(os.getpid()))
            fence = Fence(browser, setup, server.origin)
            while line := await _line():
                seen = await _carry_out(Order.model_validate_json(line), browser, fence, server, audits)
                sys.stdout.write(seen.model_dump_json() + "\n")
                sys.stdout.flush()


def bound_memory(processes: Iterable[psutil.Process]) -> None:
    """Limit further what each process may allocate, where the system can (Linux); its children inherit it.

    Address space cannot be limited: V8 reserves more than a terabyte of it.
    """
    if not psutil.LINUX:
        return
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if "node" not in process.name():
                process.rlimit(psutil.RLIMIT_DATA, (MAX_PROCESS_BYTES, MAX_PROCESS_BYTES))


async def _carry_out(
    order: Order, browser: Browser, fence: Fence, server: PagesServer, audits: dict[str, Audit]
) -> Seen:
    server.show(order.files, order.path)
    address = order.url or f"{server.origin}{order.path}"
    fence.hosts, fence.origin = order.hosts, "/".join(address.split("/")[:3])
    look = Look(fence, order, address, audits)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(look.run(_content(order)), order.seconds)
    seen = look.seen().model_copy(update={"version": browser.version})
    for context in browser.contexts:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(context.close(), 2)
    return seen


def _content(order: Order) -> str:
    """What identifies the content that a page is made of; not a README that no file speaks of."""
    aside = {
        name
        for name in ("LICENSE", "README.md")
        if not any(
            name.encode() in data for path, data in order.files.items() if path.endswith((".html", ".js"))
        )
    }
    digest = hashlib.sha256(repr((order.path, order.url, order.hosts, order.aside)).encode())
    for path, data in sorted(order.files.items()):
        if not path.startswith(".") and path not in aside:
            digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


async def _line() -> bytes:
    return await asyncio.to_thread(sys.stdin.buffer.readline)


if __name__ == "__main__":
    asyncio.run(serve())
