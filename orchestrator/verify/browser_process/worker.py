"""The browser worker: reads `BrowserSettings` and then `Job`s from stdin, answers each with a `JobResult`.

It is started with an empty environment and in its own session, holds no secret, and may be killed any time.
"""

import asyncio
import contextlib
import os
import resource
import sys
from collections.abc import Iterable

import psutil

from orchestrator.runtime.processes import descendants
from orchestrator.verify.browser import RestrictedBrowser, chromium
from orchestrator.verify.browser_process.protocol import BrowserSettings, Job, JobResult, page_text
from orchestrator.verify.browser_process.static_server import PagesServer
from orchestrator.verify.page.inspection import Inspection

FIRST_BYTES = 1024 * 1024 * 1024
"""Data segment of every process from the start: Node.js, which drives the browser, needs 680 MB of it, and V8
reserves less for itself where it finds a limit."""
MAX_PROCESS_BYTES = 768 * 1024 * 1024
"""Then of each of Chromium's processes; an idle renderer has 250 MB of it reserved."""


async def serve() -> None:
    """Answer jobs until stdin ends."""
    settings = BrowserSettings.model_validate_json(await _line())
    with contextlib.suppress(ValueError, OSError):  # the limit is lower already
        resource.setrlimit(resource.RLIMIT_DATA, (FIRST_BYTES, FIRST_BYTES))
    with PagesServer() as server:
        async with chromium(settings, server.origin) as browser:
            limit_memory(descendants(os.getpid()))
            restricted = RestrictedBrowser(browser, settings, server.origin)
            while line := await _line():
                result = await _carry_out(Job.model_validate_json(line), restricted, server)
                for context in browser.contexts:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(context.close(), 2)
                sys.stdout.write(result.model_dump_json() + "\n")
                sys.stdout.flush()


def limit_memory(processes: Iterable[psutil.Process]) -> None:
    """Limit further what each process may allocate, where the system can (Linux); its children inherit it.

    Address space cannot be limited: V8 reserves more than a terabyte of it.
    """
    if not psutil.LINUX:
        return
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if "node" not in process.name():
                process.rlimit(psutil.RLIMIT_DATA, (MAX_PROCESS_BYTES, MAX_PROCESS_BYTES))


async def _carry_out(job: Job, restricted: RestrictedBrowser, server: PagesServer) -> JobResult:
    server.show(job.files, job.path)
    address = job.url or f"{server.origin}{job.path}"
    restricted.hosts, restricted.origin = job.hosts, "/".join(address.split("/")[:3])
    inspection = Inspection(restricted, job, address)
    ended = ""
    try:
        await asyncio.wait_for(inspection.run(), job.seconds)
    except TimeoutError:
        ended = f"the inspection took longer than {job.seconds:.0f} s"
    except ExceptionGroup as errors:
        ended = f"the page gave an answer that cannot be read: {errors.exceptions[0]!r}"
    result = inspection.result()
    return result if result.ended else result.model_copy(update={"ended": page_text(ended)})


async def _line() -> bytes:
    return await asyncio.to_thread(sys.stdin.buffer.readline)


if __name__ == "__main__":
    asyncio.run(serve())
