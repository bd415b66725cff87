"""Uses every visible control once, and lets 20 seconds pass, in a page of its own: what throws then?"""

import asyncio

from orchestrator.verify.browser import BrowserError, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import Job, LogLine
from orchestrator.verify.page.check_runner import opened
from orchestrator.verify.page.evaluate import ask, first_line, load, settle, went_elsewhere
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.scripts import script

MAX_CONTROLS = 20
ANSWER_SECONDS = 0.03
"""For what a control's handler throws to arrive here."""
LATER_MILLISECONDS = 20_000
SETTLE_SECONDS = 1.5
CLOCK_SECONDS = 4.0


async def use_controls(browser: RestrictedBrowser, job: Job, address: str) -> PageLog:
    """The log of the page, in which every error says what came before it.

    Raises:
        PageUnresponsive: it stopped answering.
        BrowserError: it went elsewhere.
    """
    async with opened(browser, job, accept_dialogs=True) as (page, log):
        await ask(page.clock.install(), "its clock was replaced")
        await load(page, log, address)
        await settle(page, log, SETTLE_SECONDS)
        log.errors.clear()  # those of loading are known from the other page
        await _let_time_pass(page, log)
        _explain(log, 0, f"within {LATER_MILLISECONDS // 1000} s")
        for number in range(MAX_CONTROLS):
            before = len(log.errors)
            used = await ask(log.worlds.call(script("controls"), number), "a control was used")
            if used is None or log.ended:
                break
            await asyncio.sleep(ANSWER_SECONDS)
            _explain(log, before, f"using {used}")
        return log


async def _let_time_pass(page: Page, log: PageLog) -> None:
    """Run the timers; Playwright's clock takes what one of them throws for an error of its own call."""
    later = asyncio.ensure_future(page.clock.run_for(LATER_MILLISECONDS))
    await asyncio.wait({later}, timeout=CLOCK_SECONDS)
    if not later.done():
        later.cancel()
    elif error := later.exception():
        if not isinstance(error, BrowserError) or went_elsewhere(error):
            raise error
        log.errors.append(LogLine(text=first_line(error).partition(": ")[2], where=page.url))


def _explain(log: PageLog, first: int, when: str) -> None:
    for number, line in enumerate(log.errors[first:], first):
        log.errors[number] = LogLine(text=f"{line.text} ({when})", where=line.where)
