"""The browser worker: reads `BrowserSettings` and then `Job`s from stdin, answers each with a `JobResult`.

It is started with an empty environment and in its own session, holds no secret, and may be killed any time.
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
from orchestrator.verify.browser import Browser, RestrictedBrowser, chromium
from orchestrator.verify.browser_process.protocol import Audit, BrowserSettings, Job, JobResult
from orchestrator.verify.browser_process.static_server import PagesServer
from orchestrator.verify.page.inspection import Inspection

FIRST_BYTES = 1024 * 1024 * 1024
"""Data segment of every process from the start: Node.js, which drives the browser, needs 680 MB of it, and V8
reserves less for itself where it finds a limit."""
MAX_PROCESS_BYTES = 640 * 1024 * 1024
"""Then of each of Chromium's processes; an idle renderer has 250 MB of it reserved."""


async def serve() -> None:
    """Answer orders until stdin ends."""
    setup = BrowserSettings.model_validate_json(await _line())
    audits: dict[str, Audit] = {}
    with contextlib.suppress(ValueError, OSError):  # a lower limit stands already
        resource.setrlimit(resource.RLIMIT_DATA, (FIRST_BYTES, FIRST_BYTES))
    with PagesServer() as server:
        async with chromium(setup, server.origin) as browser:
            bound_memory(descendants(os.getpid()))
            fence = RestrictedBrowser(browser, setup, server.origin)
            while line := await _line():
                seen = await _carry_out(Job.model_validate_json(line), browser, fence, server, audits)
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
    order: Job, browser: Browser, fence: RestrictedBrowser, server: PagesServer, audits: dict[str, Audit]
) -> JobResult:
    server.show(order.files, order.path)
    address = order.url or f"{server.origin}{order.path}"
    fence.hosts, fence.origin = order.hosts, "/".join(address.split("/")[:3])
    look = Inspection(fence, order, address, audits)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(look.run(_content(order)), order.seconds)
    seen = look.seen().model_copy(update={"version": browser.version})
    for context in browser.contexts:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(context.close(), 2)
    return seen


def _content(order: Job) -> str:
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
