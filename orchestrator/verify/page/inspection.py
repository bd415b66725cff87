"""Inspects one site in the browser: its health in one page, its checks in others, all at the same time."""

import asyncio
import contextlib
import time

from orchestrator.verify.browser import BrowserError, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import (
    Audit,
    Job,
    JobResult,
    LogLine,
    Outcome,
    ScriptCheck,
    StepCheck,
)
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.check_runner import CheckRunner, opened
from orchestrator.verify.page.controls import use_controls
from orchestrator.verify.page.evaluate import POLL_SECONDS, first_line, load, settle
from orchestrator.verify.page.linked_pages import audit_linked_pages
from orchestrator.verify.page.measure import audit
from orchestrator.verify.page.page_log import LISTS, MAX_LINES, PageLog

SETTLE_SECONDS = 3.0
"""How long the page is watched after it loaded, while timers are due."""
AT_ONCE = 3
"""Pages open at the same time; a hosted runner has two to four cores."""


class Inspection:
    """One job being carried out. What was measured so far can be read at any time, also after a hang."""

    def __init__(self, browser: RestrictedBrowser, job: Job, address: str) -> None:
        """`address` is where the site is served."""
        self._browser, self._job, self._address = browser, job, address
        self._outcomes: list[Outcome] = []
        self._log: PageLog | None = None
        self._checks = CheckRunner(browser, job, address)
        self._controls_log: PageLog | None = None
        self._ended = ""
        self._audit: Audit | None = None
        self._seconds: dict[str, float] = {}

    def result(self) -> JobResult:
        """What is known so far."""
        lines: dict[str, list[LogLine]] = {name: list(getattr(self._log, name, ())) for name in LISTS}
        for name in ("errors", "console", "failed"):
            lines[name] += getattr(self._audit, name, ())
        for name in ("errors", "blocked", "unreachable"):
            lines[name] += getattr(self._controls_log, name, ())
        lines["errors"] += self._checks.errors
        distinct = {name: tuple({line.text: line for line in each}.values()) for name, each in lines.items()}
        result = JobResult(
            ended=self._ended or (self._log.ended if self._log else ""),
            audit=self._audit,
            outcomes=tuple(self._outcomes),
            seconds=self._seconds,
        )
        return result.model_copy(update={name: each[:MAX_LINES] for name, each in distinct.items()})

    async def run(self) -> None:
        """Inspect the page and, at the same time, try every check in other pages."""
        room = asyncio.Semaphore(AT_ONCE)
        together = [check for check in self._job.scripts if not check.own_page]
        alone = [check for check in self._job.scripts if check.own_page]
        async with asyncio.TaskGroup() as group:
            if self._job.audit:
                group.create_task(self._health(room))
            if together:
                group.create_task(self._together(room, together))
            own: list[ScriptCheck | StepCheck] = [*alone, *self._job.step_checks]
            for each in own:
                group.create_task(self._alone(room, each))
            if self._job.audit:
                group.create_task(self._controls(room))

    async def _health(self, room: asyncio.Semaphore) -> None:
        async with room:
            begun = time.monotonic()
            try:
                async with opened(self._browser, self._job) as (page, self._log):
                    await load(page, self._log, self._address)
                    self._seconds["load"] = time.monotonic() - begun
                    await self._audited(page, self._log)
            except (PageUnresponsive, BrowserError) as error:
                text = first_line(error) if isinstance(error, BrowserError) else str(error)
                self._ended = (self._log.ended if self._log else "") or text
            self._seconds["audit"] = time.monotonic() - begun

    async def _together(self, room: asyncio.Semaphore, checks: list[ScriptCheck]) -> None:
        async with room:
            self._outcomes += await self._checks.together(checks)

    async def _alone(self, room: asyncio.Semaphore, check: ScriptCheck | StepCheck) -> None:
        async with room:
            self._outcomes.append(await self._checks.alone(check))

    async def _controls(self, room: asyncio.Semaphore) -> None:
        async with room:
            with contextlib.suppress(PageUnresponsive, BrowserError, TimeoutError):
                self._controls_log = await use_controls(self._browser, self._job, self._address)

    async def _audited(self, page: Page, log: PageLog) -> None:
        """Wait until the page is at rest and measure it; one that goes elsewhere is measured there."""
        for last in (False, False, True):
            try:
                await settle(page, log, SETTLE_SECONDS, due=SETTLE_SECONDS)
                if not log.ended:
                    first = await audit(page, log.worlds)
                    self._audit = await audit_linked_pages(
                        self._browser, self._job, log.worlds, self._address, first
                    )
            except BrowserError:
                if last or log.ended:
                    raise
                await asyncio.sleep(POLL_SECONDS)
            else:
                return
