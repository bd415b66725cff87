"""Looks at the further pages of a site, those that its first page links to, as at the first."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urldefrag, urlsplit

from orchestrator.verify.browser import BrowserError, Page, RestrictedBrowser
from orchestrator.verify.browser_process.protocol import Audit, Job, LogLine
from orchestrator.verify.browser_process.static_server import answer, served
from orchestrator.verify.errors import PageUnresponsive
from orchestrator.verify.page.evaluate import ask, first_line, load, went_elsewhere
from orchestrator.verify.page.isolated import settle
from orchestrator.verify.page.measure import audit
from orchestrator.verify.page.page_log import PageLog

MOST_PAGES = 4
AT_ONCE = 2
SETTLE_SECONDS = 1.0

_LINKS = "() => [...document.links].filter((a) => !a.hasAttribute('download')).map((a) => a.href)"


async def toured(fence: RestrictedBrowser, order: Job, page: Page, address: str, first: Audit) -> Audit:
    """`first`, the audit of `page`, with what the pages that it links to add.

    Raises:
        PageUnresponsive: the first page stopped answering.
    """
    links = await ask(page.evaluate(_LINKS), "its links were read")
    room, home = asyncio.Semaphore(AT_ONCE), address if address.endswith("/") else f"{address}/"
    to_see = list(further_pages(links, home, order.files, order.aside))[:MOST_PAGES]
    for seen in await asyncio.gather(*(_look(fence, order, room, home, link) for link in to_see)):
        first = first.model_copy(update={name: getattr(first, name) + more for name, more in seen.items()})
    return first


def further_pages(
    links: Collection[str], home: str, files: Mapping[str, bytes], aside: Collection[str] = ()
) -> Iterator[str]:
    """The links that lead to pages of the site at `home` besides its first, one for each page.

    What is `aside` is not the site's own work and is left out.
    """
    shown, base = served(files), urlsplit(home).path
    known = {shown.get("index.html"), *(files[path] for path in aside)}
    for link in links:
        reply = answer(shown, base, link)
        own = link.startswith(home) and reply.status == 200 and reply.content_type.startswith("text/html")
        if own and reply.body not in known:
            known.add(reply.body)
            yield urldefrag(link).url


async def _look(
    fence: RestrictedBrowser, order: Job, room: asyncio.Semaphore, home: str, link: str
) -> Mapping[str, tuple[object, ...]]:
    """What one page adds to the audit, by its fields; each line begins with the page's name."""
    name = link.removeprefix(home)
    async with room:
        page = watch = audited = None
        ended = ""
        try:
            page = await ask(fence.page(), "the browser opened a page")
            watch = PageLog(page, fence.origin, order.hosts)
            await load(page, watch, link)
            await settle(page, watch, SETTLE_SECONDS)
            if not watch.ended and urldefrag(page.url).url == link:  # else it leads on to another
                audited = await audit(page, pictured=False)
            ended = watch.ended
        except PageUnresponsive as error:
            ended = str(error)
        except BrowserError as error:
            ended = "" if went_elsewhere(error) else first_line(error)
        finally:
            if page:
                with contextlib.suppress(PageUnresponsive, BrowserError):
                    await ask(page.context.close(), "it was closed", 2)
    return {**_heard(name, watch), **_measured(name, audited, ended)}


def _heard(name: str, watch: PageLog | None) -> Mapping[str, tuple[object, ...]]:
    def told(lines: list[LogLine]) -> tuple[LogLine, ...]:
        return tuple(line.model_copy(update={"text": f"{name}: {line.text}"}) for line in lines)

    return {lines: told(getattr(watch, lines)) for lines in ("errors", "console", "failed")} if watch else {}


def _measured(name: str, audited: Audit | None, ended: str) -> Mapping[str, tuple[object, ...]]:
    if audited is None:
        return {"unseen": (f"{name}: {ended}",) if ended else ()}
    return {
        "unseen": () if audited.content else (f"{name}: nothing",),
        "fits": tuple(fit.model_copy(update={"page": name}) for fit in audited.fits),
        "violations": tuple(
            v.model_copy(update={"target": f"{name}: {v.target}"}) for v in audited.violations
        ),
    }
