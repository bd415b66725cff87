"""The live page, in a browser without any restriction: what its visitors get."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, sync_playwright

from orchestrator.errors import SettingsError
from orchestrator.verify.browser_process.chromium import find_chromium, sandboxed
from orchestrator.verify.browser_process.network_policy import mirrored
from scripts.evaluator.facts import PageCheck
from scripts.evaluator.finding import Finding, found

POLL_MILLISECONDS = 250
LOAD_MILLISECONDS = 30_000


@contextmanager
def browser() -> Iterator[Browser]:
    """An installed Chromium.

    Raises:
        SettingsError: none was found.
    """
    chromium = find_chromium(os.environ)
    if chromium is None:
        raise SettingsError("CHROMIUM_PATH", "the path of a Chromium; none was found")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            channel=chromium.channel, executable_path=chromium.executable, chromium_sandbox=sandboxed()
        )


@dataclass(frozen=True)
class Visit:
    """Looks at one live site; `mirror` is a node_modules folder that stands in for CDNs."""

    browser: Browser
    url: str
    seconds: float
    """What the checks together may take to become true."""
    mirror: str | None = None
    picture: Path | None = None
    """Where a screenshot of the page goes."""

    def look(
        self, checks: Sequence[PageCheck], files: Mapping[str, bytes], stale: Sequence[bytes] = ()
    ) -> Iterator[Finding]:
        """The page, files beside it byte for byte, and checks; `stale` are older contents of index.html."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 800})
        try:
            if self.mirror:
                context.route("https://**", partial(_from_mirror, Path(self.mirror)))
            page = context.new_page()
            problem = self._open(page)
            yield found("the page answers", not problem, problem or self.url)
            if not problem:
                index, _seen = _fetched(context, self.url)
                yield found(
                    "the page is that of the commit", index not in stale, "an older index.html is served"
                )
            for name, content in files.items():
                body, seen = _fetched(context, urljoin(self.url, name))
                yield found(f"{name} is served", body == content, seen)
            yield from self._judged(page, checks, problem)
            if self.picture and not problem:
                self.picture.parent.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=self.picture, type="jpeg", quality=70)
        finally:
            context.close()

    def _open(self, page: Page) -> str:
        """Load the page; what went wrong, or nothing."""
        try:
            answer = page.goto(self.url, timeout=LOAD_MILLISECONDS)
        except Error as error:
            return _words(error)
        return "" if answer and answer.ok else f"answered {answer.status if answer else 'nothing'}"

    def _judged(self, page: Page, checks: Sequence[PageCheck], problem: str) -> Iterator[Finding]:
        """Each check in order; what is not true yet is asked again until the time is up."""
        limit = time.monotonic() + self.seconds
        for check in checks:
            good, seen, pause = False, problem, 0
            with self._page_for(check, page) as mine:
                while not good and not problem and (not pause or time.monotonic() < limit):
                    if mine is not page:
                        self._open(mine)
                    mine.wait_for_timeout(pause)
                    good, seen = _evaluate(mine, check)
                    pause += POLL_MILLISECONDS
            yield found(check.what, good, seen)

    @contextmanager
    def _page_for(self, check: PageCheck, shared: Page) -> Iterator[Page]:
        """The page that all checks share, or one of its own for a check that clicks or fills in."""
        if not check.changes_page:
            yield shared
            return
        page = shared.context.new_page()
        yield page
        page.close()


def _fetched(context: BrowserContext, url: str) -> tuple[bytes | None, str]:
    """The body that an address answers with 200, and what was seen."""
    try:
        answer = context.request.get(url)
        body = answer.body()
    except Error as error:
        return None, _words(error)
    return body if answer.status == 200 else None, f"{answer.status}, {len(body)} bytes"


def _evaluate(page: Page, check: PageCheck) -> tuple[bool, str]:
    try:
        value = page.evaluate(check.code)
    except Error as error:
        return False, _words(error)
    if check.returns_finding and isinstance(value, dict):
        return value.get("passed") is True, str(value.get("seen"))[:200]
    return bool(value), repr(value)[:100]


def _from_mirror(mirror: Path, route: Route) -> None:
    library = mirrored(route.request.url, mirror)
    if library:
        route.fulfill(path=library, headers={"Access-Control-Allow-Origin": "*"})
    else:
        route.continue_()


def _words(error: Error) -> str:
    return error.message.splitlines()[0][:200]
