"""Inspects one site in the browser: its pages and, at the same time, every check in pages apart."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping
from itertools import islice

from orchestrator.verify.browser import BrowserError, Motion, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import Job, JobResult, LogLine, Outcome
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.evaluate import ask, first_line, load, opened, settle
from orchestrator.verify.page.page_inspection import PageInspection, further_pages
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.script_check import RESPONSE_SECONDS, polled
from orchestrator.verify.page.step_runner import walk
from orchestrator.verify.plan.check_types import PageScript, StepSequence

AT_ONCE = 3
"""Pages open at the same time; a hosted runner has two to four cores."""
MOST_PAGES = 4
"""Inspected besides the first."""
READY_SECONDS = 3.0
"""How long a check that clicks waits for the page to be at rest first."""


class Inspection:
    """One job being carried out. What was measured so far can be read at any time, also after a hang."""

    def __init__(self, browser: RestrictedBrowser, job: Job, address: str) -> None:
        """`address` is where the site is served."""
        self._browser, self._job, self._address = browser, job, address
        self._room, self._group = asyncio.Semaphore(AT_ONCE), asyncio.TaskGroup()
        self._pages = [PageInspection(browser, job, address, found=self._add_pages)] if job.audit else []
        self._outcomes: dict[str, Outcome] = {}
        self._errors: list[LogLine] = []
        """What the page's own code threw while checks ran."""

    def result(self) -> JobResult:
        """What is known so far; an error that a check provokes is the first page's."""
        reports = [page.report(self._errors if n == 0 else ()) for n, page in enumerate(self._pages)]
        ended = reports[0].ended if reports else ""
        return JobResult(ended=ended, pages=tuple(reports), outcomes=self._outcomes)

    async def run(self) -> None:
        """Inspect the page and, at the same time, try every check in other pages."""
        checks = self._job.checks.items()
        together = {i: each for i, each in checks if isinstance(each, PageScript) and not each.own_page}
        async with self._group:
            for page in self._pages:
                self._begin(page.run)
            if together:
                self._begin(self._together, together)
            for id_, check in checks:
                if id_ not in together:
                    self._begin(self._alone, id_, check)

    async def _together(self, checks: Mapping[str, PageScript]) -> None:
        """Checks that only read, in one page; if one of them spoils it, each gets a page of its own."""
        if len(checks) > 1:
            with contextlib.suppress(PageUnresponsive, BrowserError):
                async with opened(self._browser, self._job) as (page, log):
                    await load(page, log, self._address)
                    outcomes = await asyncio.gather(*(polled(page, log, each) for each in checks.values()))
                    if not log.ended:
                        await ask(log.worlds.call("() => true"), "the checks ran", RESPONSE_SECONDS)
                        self._outcomes |= dict(zip(checks, outcomes, strict=True))
                        return
        for id_, check in checks.items():
            await self._alone(id_, check)

    async def _alone(self, id_: str, check: PageScript | StepSequence) -> None:
        """One check in a page of its own."""
        steps = isinstance(check, StepSequence)
        sent = isinstance(check, PageScript) and not check.returns_finding
        motion: Motion = "no-preference" if sent else "reduce"
        try:
            async with opened(self._browser, self._job, motion, accept_dialogs=steps) as (page, log):
                try:
                    self._outcomes[id_] = await self._outcome(page, log, check)
                finally:
                    self._errors += [each for each in log.lines["errors"] if log.origin in each.where]
        except (PageUnresponsive, BrowserError) as error:
            self._outcomes[id_] = Outcome(passed=False, seen=first_line(error), where=self._address)

    async def _outcome(self, page: Page, log: PageLog, check: PageScript | StepSequence) -> Outcome:
        await load(page, log, self._address)
        if isinstance(check, StepSequence):
            return await walk(page, log, check, self._address)
        if check.own_page and not check.returns_finding:
            await settle(page, log, min(READY_SECONDS, check.seconds), due=READY_SECONDS)
        return await polled(page, log, check)

    def _add_pages(self, links: Collection[str]) -> None:
        """Inspect the pages that the first one links to as well."""
        home = self._address if self._address.endswith("/") else f"{self._address}/"
        for link in islice(further_pages(links, home, self._job.files, self._job.given), MOST_PAGES):
            page = PageInspection(self._browser, self._job, link, link.removeprefix(home))
            self._pages.append(page)
            self._begin(page.run)

    def _begin(self, work: Callable[..., Awaitable[None]], *given: object) -> None:
        self._group.create_task(self._when_there_is_room(work, *given))

    async def _when_there_is_room(self, work: Callable[..., Awaitable[None]], *given: object) -> None:
        async with self._room:
            await work(*given)
