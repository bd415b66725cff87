"""Tries one check in a page of its own: steps, and code that changes the page."""

import asyncio
import contextlib
import time
from collections.abc import Collection

from orchestrator.verify.browser import BrowserError, Motion, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import LogLine, Outcome, ScriptCheck, StepCheck
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.evaluate import POLL_SECONDS, ask, first_line, load, poll, still
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.step_runner import walk


class IsolatedChecks:
    """Opens them, and keeps the uncaught errors that were heard there."""

    def __init__(self, fence: RestrictedBrowser, hosts: Collection[str], address: str) -> None:
        """`address` is where the site is served, `hosts` are those that it may reach besides CDNs."""
        self._fence, self._hosts, self._address = fence, hosts, address
        self.errors: list[LogLine] = []

    async def tried(self, check: ScriptCheck | StepCheck) -> Outcome:
        """How a check ends.

        Code that clicks and is true only when it is asked again may have clicked too early, or be true only
        after a second click: in a fresh page, once all is there that came so late, its first click must do.
        """
        begun = time.monotonic()
        outcome = await self._in_a_fresh_page(check)
        if outcome.passed and outcome.acted > 1 and isinstance(check, ScriptCheck):
            once = check.model_copy(update={"once": True})
            again = await self._in_a_fresh_page(once, rest=time.monotonic() - begun)
            told = f"{again.seen} when it clicks once; true only after it has clicked {outcome.acted} times"
            outcome = again if again.passed else again.model_copy(update={"seen": told})
        return outcome.model_copy(update={"seconds": time.monotonic() - begun})

    async def _in_a_fresh_page(self, check: ScriptCheck | StepCheck, rest: float = 0) -> Outcome:
        page = watch = None
        try:
            ours = isinstance(check, StepCheck) or check.explains
            motion: Motion = "reduce" if ours else "no-preference"
            page = await ask(self._fence.page(motion), "the browser opened a page")
            watch = PageLog(
                page, self._fence.origin, self._hosts, accept_dialogs=isinstance(check, StepCheck)
            )
            return await self._outcome(page, watch, check, rest)
        except (PageUnresponsive, BrowserError) as error:
            told = first_line(error) if isinstance(error, BrowserError) else str(error)
            return Outcome(id=check.id, passed=False, seen=told, where=self._address)
        finally:
            self.errors += watch.errors if watch else ()
            if page:
                with contextlib.suppress(PageUnresponsive, BrowserError):
                    await ask(page.context.close(), "it was closed", 2)

    async def _outcome(
        self, page: Page, watch: PageLog, check: ScriptCheck | StepCheck, rest: float
    ) -> Outcome:
        if isinstance(check, StepCheck) and any(step.do == "click_until" for step in check.steps):
            await ask(page.clock.install(), "its clock was replaced")
        await load(page, watch, self._address)
        if isinstance(check, StepCheck):
            return await walk(page, watch, check, self._address)
        if rest:
            await settle(page, watch, check.seconds, due=rest)
        return await poll(page, watch, check)


async def settle(page: Page, watch: PageLog, seconds: float, due: float = 0.5) -> None:
    """Wait until the page is at rest, with no timer that ends within `due`, or until `seconds` are over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not watch.ended:
        if await ask(still(page, watch, due, calm=0.3), "it came to rest"):
            return
        await asyncio.sleep(POLL_SECONDS)
