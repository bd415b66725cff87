"""Questions to a page, each with a time limit, because a page may never answer."""

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

from orchestrator.verify.browser import BrowserError, Page
from orchestrator.verify.browser_process.protocol import Outcome, ScriptCheck
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.scripts import script

LOAD_SECONDS = 10.0
STEP_SECONDS = 8.0
"""How long a page may take to answer one question before it counts as hung."""

POLL_SECONDS = 0.1

CALM_SECONDS = 1.0
"""How long nothing may have changed before a check that is still false is given up early."""

RULE_TRIES = 2
"""For a rule's script that changes the page: it waits by itself, and would soon judge its own changes."""

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


async def load(page: Page, watch: PageLog, address: str) -> None:
    """Open the site.

    Raises:
        PageUnresponsive: it did not finish loading in time.
    """
    going = asyncio.ensure_future(page.goto(address, timeout=LOAD_SECONDS * 1000))
    stopped = asyncio.ensure_future(watch.stopped.wait())
    await asyncio.wait({going, stopped}, timeout=LOAD_SECONDS + 2, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    try:
        if going.done():
            await going
        elif not watch.ended:
            raise PageUnresponsive("it loaded", LOAD_SECONDS)
    except BrowserError as error:
        watch.end(f"the page did not load: {first_line(error)}")
    finally:
        going.cancel()


async def poll(page: Page, watch: PageLog, check: ScriptCheck) -> Outcome:
    """Evaluate a check until it is truthy or its time is up.

    It is given up early only when the page stands still: loaded, no request on the way, no timer due before
    the check's time is up, no interval, frame loop, running animation or worker, and for a second no change
    of the DOM. Then no later evaluation could see anything else, unless the check itself reads a clock.
    """
    begun = time.monotonic()
    passed, seen, acted, tries = False, "never evaluated", 0, 0
    while (left := check.seconds - (time.monotonic() - begun)) > 0 and not watch.ended:
        try:
            passed, seen, acted = await asyncio.wait_for(_evaluate(page, check), left + 1)
            tries += 1
            enough = check.alone and check.explains and tries == RULE_TRIES
            if (
                passed
                or enough
                or await ask(still(page, watch, left), "it was asked whether it stands still")
            ):
                break
        except TimeoutError:
            seen = f"no value within {check.seconds:g} s"
            break
        except BrowserError as error:
            seen = first_line(error)
        await asyncio.sleep(POLL_SECONDS)
    spent = time.monotonic() - begun
    told = watch.ended or seen
    return Outcome(id=check.id, passed=passed, seen=told, where=page.url, seconds=spent, acted=acted)


async def still(page: Page, watch: PageLog, seconds: float, calm: float = CALM_SECONDS) -> bool:
    """Whether nothing can change the page within `seconds`, and nothing did for `calm` seconds."""
    if watch.in_flight > 0 or page.workers:
        return False
    code = "([due, calm]) => window[Symbol.for('verify.still')]?.(due, calm) ?? false"
    return bool(await page.evaluate(code, [seconds, calm]))


def went_elsewhere(error: BrowserError) -> bool:
    """Whether a question was not answered because the page was left meanwhile."""
    return "Execution context was destroyed" in error.message


def first_line(error: BrowserError) -> str:
    """What Playwright says, without its call log."""
    if went_elsewhere(error):
        return "the page went elsewhere while it was asked"
    return error.message.splitlines()[0][:300] if error.message else "the browser gave no reason"


async def _evaluate(page: Page, check: ScriptCheck) -> tuple[bool, str, int]:
    acting = check.alone and not check.explains
    argument = {"code": check.code, "explains": check.explains, "acting": acting, "once": check.once}
    value = await page.evaluate(script("evaluate"), argument)
    return bool(value["passed"]), str(value["seen"]), int(value["acted"])
