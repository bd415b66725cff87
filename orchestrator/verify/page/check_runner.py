"""Runs checks in pages of their own, apart from the page whose health is judged."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from orchestrator.verify.browser import BrowserError, Motion, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import Job, LogLine, Outcome
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.evaluate import POLL_SECONDS, ask, first_line, load, settle, still
from orchestrator.verify.page.js_check import JsCheck, Value
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.step_runner import walk
from orchestrator.verify.plan.check_types import PageScript, StepSequence

CONFIRM_SECONDS = 3.0
"""A check that is true must still be true when the page is at rest, or after this time."""
READY_SECONDS = 3.0
"""How long a check that clicks waits for the page to be at rest first."""
RESPONSE_SECONDS = 2.0
"""How long a page may take to answer after a check."""
RULE_TRIES = 2
"""For a rule's script that changes the page: it waits by itself, and would soon judge its own changes."""


@asynccontextmanager
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


class CheckRunner:
    """Runs the checks of one job, and keeps the errors that the page's own code threw meanwhile."""

    def __init__(self, browser: RestrictedBrowser, job: Job, address: str) -> None:
        """`address` is where the site is served."""
        self._browser, self._job, self._address = browser, job, address
        self.outcomes: dict[str, Outcome] = {}
        self.errors: list[LogLine] = []

    async def together(self, checks: Mapping[str, PageScript]) -> None:
        """Checks that only read, in one page; if one of them spoils it, each gets a page of its own."""
        if len(checks) > 1:
            with contextlib.suppress(PageUnresponsive, BrowserError):
                async with opened(self._browser, self._job) as (page, log):
                    await load(page, log, self._address)
                    outcomes = await asyncio.gather(*(_polled(page, log, each) for each in checks.values()))
                    if not log.ended:
                        await ask(log.worlds.call("() => true"), "the checks ran", RESPONSE_SECONDS)
                        self.outcomes |= dict(zip(checks, outcomes, strict=True))
                        return
        for id_, check in checks.items():
            await self.alone(id_, check)

    async def alone(self, id_: str, check: PageScript | StepSequence) -> None:
        """One check in a page of its own."""
        steps = isinstance(check, StepSequence)
        sent = isinstance(check, PageScript) and not check.returns_finding
        motion: Motion = "no-preference" if sent else "reduce"
        try:
            async with opened(self._browser, self._job, motion, accept_dialogs=steps) as (page, log):
                try:
                    self.outcomes[id_] = await self._outcome(page, log, check)
                finally:
                    self.errors += [each for each in log.lines["errors"] if log.origin in each.where]
        except (PageUnresponsive, BrowserError) as error:
            self.outcomes[id_] = Outcome(passed=False, seen=first_line(error), where=self._address)

    async def _outcome(self, page: Page, log: PageLog, check: PageScript | StepSequence) -> Outcome:
        await load(page, log, self._address)
        if isinstance(check, StepSequence):
            return await walk(page, log, check, self._address)
        if check.own_page and not check.returns_finding:
            await settle(page, log, min(READY_SECONDS, check.seconds), due=READY_SECONDS)
        return await _polled(page, log, check)


async def _polled(page: Page, log: PageLog, check: PageScript) -> Outcome:
    """Evaluate a check until it is true and stays so, or its time is up.

    It is given up early when nothing can change the page any more.
    """
    attempt = _Rule(log, check) if check.returns_finding else _Sent(page, log, check)
    deadline = time.monotonic() + check.seconds
    value = Value(False, "never evaluated")
    while (left := deadline - time.monotonic()) > 0 and not log.ended:
        try:
            value = await asyncio.wait_for(attempt.value(left), left + CONFIRM_SECONDS + 1)
            if value.truthy or value.final or await ask(still(page, log, left), "its timers were read"):
                break
        except TimeoutError:
            value = Value(False, f"no value within {check.seconds:g} s")
            break
        except BrowserError as error:
            value = Value(False, first_line(error))
        await asyncio.sleep(POLL_SECONDS)
    text = log.ended or value.text
    if not value.truthy and not log.ended:
        with contextlib.suppress(PageUnresponsive, BrowserError):
            shown = await ask(attempt.evidence(), "evidence was read", RESPONSE_SECONDS)
            text = "; ".join(filter(None, (text, shown)))
    return Outcome(passed=value.truthy and not log.ended, seen=text, where=page.url)


class _Rule:
    """A script of ours, which explains itself."""

    def __init__(self, log: PageLog, check: PageScript) -> None:
        self._worlds, self._check, self._tries = log.worlds, check, 0

    async def value(self, _left: float) -> Value:
        self._tries += 1
        found = await self._worlds.call(f"async () => (\n{self._check.code}\n)")
        final = self._check.own_page and self._tries >= RULE_TRIES
        if not isinstance(found, dict):
            return Value(False, f"the rule's script returned {found!r}"[:300], final=True)
        return Value(found.get("passed") is True, str(found.get("seen", "")), final)

    async def evidence(self) -> str:
        return ""


class _Sent:
    """A sender's code."""

    def __init__(self, page: Page, log: PageLog, check: PageScript) -> None:
        self._page, self._log, self._check = page, log, check
        self._code = JsCheck(log.worlds, check.code)
        self._acted = False

    async def value(self, left: float) -> Value:
        """Its value; true only if it is so twice, and also without what the page replaced.

        Code that clicks does so in the first evaluation, later ones only look: else it could be true because
        it clicked more often than the sender's own evaluator would.
        """
        if self._check.own_page:
            value = await self._counted()
        else:
            value = await self._code.value()
            if value.truthy:
                await settle(self._page, self._log, min(CONFIRM_SECONDS, left), due=CONFIRM_SECONDS)
                value = await self._code.value()
        if value.truthy and (problem := await self._code.forged()):
            return Value(False, problem)
        return value

    async def evidence(self) -> str:
        return await self._code.evidence()

    async def _counted(self) -> Value:
        worlds = self._log.worlds
        before = await worlds.main_value(f"__verifier.count(true, {str(self._acted).lower()})")
        try:
            return await self._code.value()
        finally:
            self._acted |= await worlds.main_value("__verifier.count(false, false)") != before
