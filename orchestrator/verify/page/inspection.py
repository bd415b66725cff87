"""Looks at one site in the browser: loads it, tries the checks, measures, photographs, audits."""

import asyncio
import time

from orchestrator.verify.browser import BrowserError, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import (
    Audit,
    Job,
    JobResult,
    Outcome,
    ScriptCheck,
    StepCheck,
)
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.evaluate import POLL_SECONDS, ask, first_line, load, poll
from orchestrator.verify.page.isolated import IsolatedChecks, settle
from orchestrator.verify.page.linked_pages import toured
from orchestrator.verify.page.measure import audit
from orchestrator.verify.page.page_log import MAX_LINES, PageLog

SETTLE_SECONDS = 1.5
"""For errors that come late, after the checks."""
AT_ONCE = 3
"""Pages open at the same time; a hosted runner has two to four cores."""


class Inspection:
    """One order being carried out. What was seen so far can be read at any moment, also after a hang."""

    def __init__(self, fence: RestrictedBrowser, order: Job, address: str, audits: dict[str, Audit]) -> None:
        """`address` is where the site is served; `audits` is the memory of earlier ones, by content."""
        self._fence, self._order, self._address, self._audits = fence, order, address, audits
        self._origin = fence.origin
        self._outcomes: list[Outcome] = []
        self._watch: PageLog | None = None
        self._own_pages = IsolatedChecks(fence, order.hosts, address)
        self._ended = ""
        self._audit: Audit | None = None
        self._reused = False
        self._laps: dict[str, float] = {}

    def seen(self) -> JobResult:
        """What is known so far."""
        watch = self._watch
        ended = self._ended or (watch.ended if watch else "")
        seen = JobResult(
            ended=ended,
            audit=self._audit,
            reused=self._reused,
            outcomes=tuple(self._outcomes),
            seconds=self._laps,
        )
        heard = watch.heard() if watch else {}
        if self._audit:
            further = {name: getattr(self._audit, name) for name in ("errors", "console", "failed")}
            heard |= {name: (*heard.get(name, ()), *lines) for name, lines in further.items()}
        errors = {line.text: line for line in [*self._own_pages.errors, *heard.get("errors", ())]}
        return seen.model_copy(update={**heard, "errors": tuple(errors.values())[:MAX_LINES]})

    async def run(self, key: str) -> None:
        """Look at the page and, at the same time, try every check that needs a page of its own.

        `key` identifies the content for the audit's memory.
        """
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._main(room, key))
            for check in self._order.scripts:
                if check.alone:
                    group.create_task(self._alone(room, check))
            for each in self._order.walks:
                group.create_task(self._alone(room, each))

    async def _main(self, room: asyncio.Semaphore, key: str) -> None:
        checks = [check for check in self._order.scripts if not check.alone]
        if not checks and not self._order.audit:
            return
        async with room:
            lap = StageTimer(self._laps)
            try:
                page = await ask(self._fence.page(), "the browser opened a page")
                self._watch = watch = PageLog(page, self._origin, self._order.hosts)
                await load(page, watch, self._address)
                lap.end("load")
                self._outcomes += await asyncio.gather(*(poll(page, watch, check) for check in checks))
                await self._settled(page, watch, key)
                lap.end("audit")
            except (PageUnresponsive, BrowserError) as error:
                told = first_line(error) if isinstance(error, BrowserError) else str(error)
                self._ended = (self._watch.ended if self._watch else "") or told

    async def _alone(self, room: asyncio.Semaphore, check: ScriptCheck | StepCheck) -> None:
        async with room:
            self._outcomes.append(await self._own_pages.tried(check))

    async def _settled(self, page: Page, watch: PageLog, key: str) -> None:
        """Wait until the page is at rest and measure it; one that goes elsewhere is measured there."""
        for last in (False, False, True):
            try:
                await settle(page, watch, SETTLE_SECONDS)
                if not watch.ended and self._order.audit:
                    await self._remembered_audit(page, key)
            except BrowserError:
                if last or watch.ended:
                    raise
                await asyncio.sleep(POLL_SECONDS)
            else:
                return

    async def _remembered_audit(self, page: Page, key: str) -> None:
        self._reused = key in self._audits
        if not self._reused:
            first = await audit(page)
            self._audits[key] = await toured(self._fence, self._order, page, self._address, first)
        self._audit = self._audits[key]


class StageTimer:
    """Writes the seconds of each stage into a dict."""

    def __init__(self, laps: dict[str, float]) -> None:
        """Start the clock."""
        self._laps, self._last = laps, time.monotonic()

    def end(self, name: str) -> None:
        """End the present stage and name it."""
        now = time.monotonic()
        self._laps[name], self._last = now - self._last, now
