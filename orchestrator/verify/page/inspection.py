"""Inspects one site in the browser: its pages and, at the same time, every check in pages apart."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from itertools import islice

from orchestrator.verify.browser import RestrictedBrowser
from orchestrator.verify.browser_process.protocol import Job, JobResult
from orchestrator.verify.page.check_runner import CheckRunner
from orchestrator.verify.page.page_inspection import PageInspection, further_pages
from orchestrator.verify.plan.check_types import PageScript, StepSequence

AT_ONCE = 3
"""Pages open at the same time; a hosted runner has two to four cores."""
MOST_PAGES = 4
"""Inspected besides the first."""


class Inspection:
    """One job being carried out. What was measured so far can be read at any time, also after a hang."""

    def __init__(self, browser: RestrictedBrowser, job: Job, address: str) -> None:
        """`address` is where the site is served."""
        self._browser, self._job, self._address = browser, job, address
        self._room, self._group = asyncio.Semaphore(AT_ONCE), asyncio.TaskGroup()
        self._checks = CheckRunner(browser, job, address)
        self._pages = [PageInspection(browser, job, address, found=self._add_pages)] if job.audit else []

    def result(self) -> JobResult:
        """What is known so far; an error that a check provokes is the first page's."""
        reports = [page.report() for page in self._pages]
        if reports:
            lines = reports[0].lines
            errors = {line.text: line for line in (*lines.get("errors", ()), *self._checks.errors)}
            lines |= {"errors": tuple(errors.values())}
        ended = reports[0].ended if reports else ""
        return JobResult(ended=ended, pages=tuple(reports), outcomes=self._checks.outcomes)

    async def run(self) -> None:
        """Inspect the page and, at the same time, try every check in other pages."""
        together: dict[str, PageScript] = {}
        alone: dict[str, PageScript | StepSequence] = {}
        for id_, check in self._job.checks.items():
            if isinstance(check, PageScript) and not check.own_page:
                together[id_] = check
            else:
                alone[id_] = check
        async with self._group:
            for page in self._pages:
                self._begin(page.run)
            if together:
                self._begin(self._checks.together, together)
            for id_, check in alone.items():
                self._begin(self._checks.alone, id_, check)

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
