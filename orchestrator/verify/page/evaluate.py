"""Opens a page, loads it and waits for it, each time with a limit, because a page may never answer."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

from orchestrator.verify.browser import BrowserError, Motion, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import Job
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.page_log import PageLog

LOAD_SECONDS = 10.0
STEP_SECONDS = 8.0
"""How long a page may take to answer one question before it counts as hung."""

POLL_SECONDS = 0.1

CALM_SECONDS = 1.0
"""How long nothing may have changed before a check that is still false is given up early."""

_DOCUMENT = """() => [document.readyState === "complete", document.getAnimations().some(
  (a) => a.playState === "running" && Number.isFinite(a.effect?.getComputedTiming().endTime)),
  document.querySelector("script, meta[http-equiv]") !== null]"""

Answer = TypeVar("Answer")


async def ask(question: Awaitable[Answer], doing: str, seconds: float = STEP_SECONDS) -> Answer:
    """Await the page's answer.

    Raises:
        PageUnresponsive: it did not come in time.
    """
    try:
        return await asyncio.wait_for(question, seconds)
    except TimeoutError as error:
        raise PageUnresponsive(doing, seconds) from error


@contextlib.asynccontextmanager
async def opened(
    browser: RestrictedBrowser, job: Job, motion: Motion = "no-preference", *, accept_dialogs: bool = False
) -> AsyncIterator[tuple[Page, PageLog]]:
    """A new page with its log, closed at the end."""
    page = await ask(browser.new_page(motion), "the browser opened a page")
    try:
        yield page, PageLog(page, browser.origin, job.hosts, accept_dialogs)
    finally:
        with contextlib.suppress(PageUnresponsive, BrowserError):
            await ask(page.context.close(), "it was closed", 2)


async def load(page: Page, log: PageLog, address: str) -> None:
    """Open the site.

    Raises:
        PageUnresponsive: it did not finish loading in time.
    """
    going = asyncio.ensure_future(page.goto(address, timeout=LOAD_SECONDS * 1000))
    stopped = asyncio.ensure_future(log.stopped.wait())
    await asyncio.wait({going, stopped}, timeout=LOAD_SECONDS + 2, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    try:
        if going.done():
            await going
        elif not log.ended:
            raise PageUnresponsive("it loaded", LOAD_SECONDS)
    except BrowserError as error:
        log.end(f"the page did not load: {first_line(error)}")
    finally:
        going.cancel()


async def still(page: Page, log: PageLog, seconds: float, calm: float = CALM_SECONDS) -> bool:
    """Whether nothing can change the page within `seconds`, and nothing did for `calm` seconds.

    That is: it is loaded, no request is under way, no timer is due in that time, there is no interval, frame
    loop, running animation or worker. Then a later look could only differ if it reads a clock.
    """
    return not any(await _activity(page, log, seconds, calm))


async def settle(page: Page, log: PageLog, seconds: float, due: float = 0.5, calm: float = 0.3) -> None:
    """Wait until the page is at rest, with no timer that ends within `due`, or until `seconds` are over.

    A page that only repeats itself (intervals, frames, animations) is waited for half that time.
    """
    begun = time.monotonic()
    while (spent := time.monotonic() - begun) < seconds and not log.ended:
        pending, moving = await ask(_activity(page, log, due, calm), "it came to rest")
        if not pending and (not moving or spent > seconds / 2):
            return
        await asyncio.sleep(POLL_SECONDS)


async def let_time_pass(log: PageLog, seconds: int) -> None:
    """Have the page's timers run as if so much time had passed."""
    await ask(log.worlds.main_value(f"__verifier.hasten({seconds * 1000})"), "its timers ran")


async def _activity(page: Page, log: PageLog, due: float, calm: float) -> tuple[bool, bool]:
    """Whether something is pending, and whether something moves; what the page forged counts as both."""
    if log.in_flight > 0:
        return True, True
    complete, animated, scripted = await log.worlds.call(_DOCUMENT)
    counted = await log.worlds.main_value("__verifier.activity()")
    try:
        keys = ("next", "repeating", "frame", "change")
        timer, repeating, frame, change = (float(counted[key]) for key in keys)
    except (TypeError, KeyError, ValueError):
        return True, True
    pending = not complete or 0 <= timer < due * 1000
    changing = scripted and change < calm * 1000  # who else could go on
    return pending, bool(page.workers or repeating or animated or frame < 300 or changing)


_LEFT = (
    "Execution context was destroyed",
    "Cannot find context",
    "navigated or closed",
    "context with specified id",
)


def went_elsewhere(error: BrowserError) -> bool:
    """Whether a question was not answered because the page was left meanwhile."""
    return any(sign in error.message for sign in _LEFT)


def first_line(error: BrowserError | PageUnresponsive) -> str:
    """What went wrong, without Playwright's call log."""
    if isinstance(error, PageUnresponsive):
        return str(error)
    if went_elsewhere(error):
        return "the page went elsewhere while it was asked"
    return error.message.splitlines()[0][:300] if error.message else "the browser gave no reason"
