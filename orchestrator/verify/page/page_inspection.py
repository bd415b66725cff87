"""Inspects one page of a site: what it logs, what it shows, and what its timers and controls do."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from urllib.parse import urldefrag

from orchestrator.text.addresses import split_address
from orchestrator.verify.browser import BrowserError, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import HEIGHTS, Audit, Job, LogLine, PageReport
from orchestrator.verify.browser_process.static_server import answer, served
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.evaluate import (
    POLL_SECONDS,
    ask,
    first_line,
    let_time_pass,
    load,
    opened,
    settle,
    went_elsewhere,
)
from orchestrator.verify.page.measure import audit
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.scripts import script

FIRST_SECONDS, FURTHER_SECONDS = 3.0, 1.0
"""How long the first page, and those that it links to, are watched after loading, while timers are due."""
MAX_CONTROLS = 20
ANSWER_SECONDS = 0.03
"""For what a control's handler throws to arrive here."""
LATER_SECONDS = 20
"""Let pass on a first page before its controls are used."""
TRIES = 3
"""For a first page that goes elsewhere while it is measured."""
_LINKS = (
    "() => [...document.links].filter((a) => !a.hasAttribute('download')).slice(0, 500).map((a) => a.href)"
)


class PageInspection:
    """One page being inspected. What is known of it can be read at any time, also after a hang."""

    def __init__(
        self,
        browser: RestrictedBrowser,
        job: Job,
        address: str,
        name: str = "",
        found: Callable[[Collection[str]], None] | None = None,
    ) -> None:
        """A page besides the first has a `name`; `found` is given the addresses that the first links to."""
        self._browser, self._job, self._address = browser, job, address
        self._name, self._found = name, found
        self._log: PageLog | None = None
        self._audit: Audit | None = None
        self._ended = ""

    def report(self, errors: Iterable[LogLine] = ()) -> PageReport:
        """What is known so far, with `errors` of checks; what controls end is no fault of a measured page."""
        ended = self._ended or (self._log.ended if self._log and not self._audit else "")
        lines = dict(self._log.lines) if self._log else {}
        lines["errors"] = [*lines.get("errors", ()), *errors]
        distinct = {kind: tuple({line.text: line for line in each}.values()) for kind, each in lines.items()}
        return PageReport(name=self._name, ended=ended, lines=distinct, audit=self._audit)

    async def run(self) -> None:
        """Load the page, measure it, and use the controls of a first page."""
        try:
            async with opened(self._browser, self._job) as (page, self._log):
                await load(page, self._log, self._address)
                await self._measure(page, self._log)
                if self._found and self._audit:
                    self._found(await ask(self._log.worlds.call(_LINKS), "its links were read"))
                    self._log.only = frozenset({"errors", "blocked", "unreachable"})
                    with contextlib.suppress(PageUnresponsive, BrowserError):
                        await _use_controls(page, self._log)
        except (PageUnresponsive, BrowserError) as error:
            if not (self._name and isinstance(error, BrowserError) and went_elsewhere(error)):
                self._ended = (self._log.ended if self._log else "") or first_line(error)

    async def _measure(self, page: Page, log: PageLog) -> None:
        """Wait until the page is at rest and measure it; a first page that goes on is measured there."""
        first = not self._name
        for tries_left in reversed(range(TRIES if first else 1)):
            try:
                seconds = FIRST_SECONDS if first else FURTHER_SECONDS
                await settle(page, log, seconds, due=seconds if first else seconds / 2)
                if not log.ended and (first or urldefrag(page.url).url == self._address):
                    self._audit = await audit(page, log.worlds, pictured=first)
            except BrowserError:
                if log.ended or not tries_left:
                    raise
                await asyncio.sleep(POLL_SECONDS)
            else:
                return


async def _use_controls(page: Page, log: PageLog) -> None:
    """Let 20 seconds pass, and use every visible control once; what throws then is added to the log.

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


async def _explain(log: PageLog, first: int, when: str) -> None:
    await asyncio.sleep(ANSWER_SECONDS)
    errors = log.lines["errors"]
    errors[first:] = [LogLine(text=f"{line.text} ({when})", where=line.where) for line in errors[first:]]


def further_pages(
    links: Collection[str], home: str, files: Mapping[str, bytes], given: Collection[str] = ()
) -> Iterator[str]:
    """The links that lead to pages of the site at `home` besides its first, one for each page.

    Files that were `given` are not the site's own work and are left out.
    """
    shown, base = served(files), (split_address(home) or split_address("/")).path  # type: ignore[union-attr]
    known = {shown.get("index.html"), *(files[path] for path in given)}
    for link in links:
        reply = answer(shown, base, link)
        own = link.startswith(home) and reply.status == 200 and reply.content_type.startswith("text/html")
        if own and reply.body not in known:
            known.add(reply.body)
            yield urldefrag(link).url
