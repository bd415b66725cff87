"""Inspects the further pages of a site, those that its first page links to, like the first."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag

from orchestrator.text.addresses import split_address
from orchestrator.verify.browser import BrowserError, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import Audit, Job
from orchestrator.verify.browser_process.static_server import answer, served
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.check_runner import opened
from orchestrator.verify.page.evaluate import ask, first_line, load, settle, went_elsewhere
from orchestrator.verify.page.measure import audit
from orchestrator.verify.page.page_log import PageLog
from orchestrator.verify.page.worlds import Worlds

MOST_PAGES = 4
AT_ONCE = 2
SETTLE_SECONDS = 1.0

_LINKS = (
    "() => [...document.links].filter((a) => !a.hasAttribute('download')).slice(0, 500).map((a) => a.href)"
)


async def audit_linked_pages(
    browser: RestrictedBrowser, job: Job, worlds: Worlds, address: str, first: Audit
) -> Audit:
    """`first`, the audit of the first page, with what the pages that it links to add.

    Raises:
        PageUnresponsive: the first page stopped answering.
    """
    links = [str(link) for link in await ask(worlds.call(_LINKS), "its links were read")]
    room, home = asyncio.Semaphore(AT_ONCE), address if address.endswith("/") else f"{address}/"
    pages = list(further_pages(links, home, job.files, job.given))[:MOST_PAGES]
    for added in await asyncio.gather(*(_inspect(browser, job, room, home, link) for link in pages)):
        first = first.model_copy(update={name: getattr(first, name) + more for name, more in added.items()})
    return first


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


async def _inspect(
    browser: RestrictedBrowser, job: Job, room: asyncio.Semaphore, home: str, link: str
) -> Mapping[str, tuple[Any, ...]]:
    """What one page adds to the audit, by its fields; each line begins with the page's name."""
    name = link.removeprefix(home)
    log: PageLog | None = None
    audited, ended = None, ""
    async with room:
        try:
            async with opened(browser, job) as (page, log):
                await load(page, log, link)
                await settle(page, log, SETTLE_SECONDS)
                if not log.ended and urldefrag(page.url).url == link:  # else it leads on to another
                    audited = await audit(page, log.worlds, pictured=False)
        except PageUnresponsive as error:
            ended = str(error)
        except BrowserError as error:
            ended = "" if went_elsewhere(error) else first_line(error)
    lines = {
        each: tuple(
            line.model_copy(update={"text": f"{name}: {line.text}"}) for line in getattr(log, each, ())
        )
        for each in ("errors", "console", "failed")
    }
    return {**lines, **_measured(name, audited, ended or (log.ended if log else ""))}


def _measured(name: str, audited: Audit | None, ended: str) -> Mapping[str, tuple[Any, ...]]:
    if audited is None:
        return {"empty_pages": (f"{name}: {ended}",) if ended else ()}
    return {
        "empty_pages": () if audited.content else (f"{name}: nothing",),
        "broken": tuple(f"{name}: {text}" for text in audited.broken),
        "suspicious": tuple(f"{name}: {text}" for text in audited.suspicious),
        "widths": tuple(width.model_copy(update={"page": name}) for width in audited.widths),
        "violations": tuple(
            v.model_copy(update={"target": f"{name}: {v.target}"}) for v in audited.violations
        ),
    }
