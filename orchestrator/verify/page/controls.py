"""Lets 20 seconds pass in a page, and uses every visible control once: what throws then?"""

import asyncio

from orchestrator.verify.browser import Page
from orchestrator.verify.browser_process.protocol import HEIGHTS, LogLine
from orchestrator.verify.page.evaluate import ask
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.scripts import script

MAX_CONTROLS = 20
ANSWER_SECONDS = 0.03
"""For what a control's handler throws to arrive here."""
LATER_SECONDS = 20


async def use_controls(page: Page, log: PageLog) -> None:
    """Add the errors to the page's log; each says what came before it.

    Raises:
        PageUnresponsive: it stopped answering.
        BrowserError: it went elsewhere.
    """
    log.accept_dialogs = True
    await ask(page.set_viewport_size({"width": 1280, "height": HEIGHTS[1280]}), "it became wide again")
    before = len(log.lines["errors"])
    await let_time_pass(log, LATER_SECONDS)
    await _explain(log, before, f"within {LATER_SECONDS} s")
    for number in range(MAX_CONTROLS):
        before = len(log.lines["errors"])
        used = await ask(log.worlds.call(script("controls"), number), "a control was used")
        if used is None or log.ended:
            break
        await _explain(log, before, f"using {used}")


async def let_time_pass(log: PageLog, seconds: int) -> None:
    """Have the page's timers run as if so much time had passed."""
    await ask(log.worlds.main_value(f"__verifier.hasten({seconds * 1000})"), "its timers ran")


async def _explain(log: PageLog, first: int, when: str) -> None:
    await asyncio.sleep(ANSWER_SECONDS)
    errors = log.lines["errors"]
    errors[first:] = [LogLine(text=f"{line.text} ({when})", where=line.where) for line in errors[first:]]
