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
from orchestrator.verify.plan.check_types import PageScript
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
class Options:
    """How a page is looked at."""

    seconds: float = 15.0  # what the checks together may take to become true
    mirror: str | None = None  # a node_modules folder that stands in for CDNs
    picture: Path | None = None  # where a screenshot of the page goes


def look_at_page(
    browser: Browser,
    url: str,
    options: Options,
    checks: Sequence[tuple[str, PageScript]],
    files: Mapping[str, bytes],
    stale: Sequence[bytes] = (),
) -> Iterator[Finding]:
    """The page, files beside it byte for byte, and checks; `stale` are older contents of index.html."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        if options.mirror:
            context.route("https://**", partial(_from_mirror, Path(options.mirror)))
        page = context.new_page()
        problem = _open(page, url)
        yield found("the page answers", not problem, problem or url)
        if not problem:
            index, _seen = _fetched(context, url)
            yield found("the page is that of the commit", index not in stale, "an older index.html is served")
        for name, content in files.items():
            body, seen = _fetched(context, urljoin(url, name))
            yield found(f"{name} is served", body == content, seen)
        limit = time.monotonic() + options.seconds
        for what, script in checks:
            yield found(what, *((False, problem) if problem else _judged(page, url, script, limit)))
        if options.picture and not problem:
            options.picture.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=options.picture, type="jpeg", quality=70)
    finally:
        context.close()


def _open(page: Page, url: str) -> str:
    """Load the page; what went wrong, or nothing."""
    try:
        answer = page.goto(url, timeout=LOAD_MILLISECONDS)
    except Error as error:
        return _words(error)
    return "" if answer and answer.ok else f"answered {answer.status if answer else 'nothing'}"


def _judged(shared: Page, url: str, script: PageScript, limit: float) -> tuple[bool, str]:
    """One check, asked again until it is true or the time is up; one that changes the page gets its own."""
    page, pause = shared.context.new_page() if script.own_page else shared, 0
    while True:
        if script.own_page:
            _open(page, url)
        page.wait_for_timeout(pause)
        good, seen = _evaluated(page, script)
        pause += POLL_MILLISECONDS
        if good or time.monotonic() >= limit:
            break
    if script.own_page:
        page.close()
    return good, seen


def _evaluated(page: Page, script: PageScript) -> tuple[bool, str]:
    try:
        value = page.evaluate(script.code)
    except Error as error:
        return False, _words(error)
    if script.returns_finding and isinstance(value, dict):
        return value.get("passed") is True, str(value.get("seen"))[:200]
    return bool(value), repr(value)[:100]


def _fetched(context: BrowserContext, url: str) -> tuple[bytes | None, str]:
    """The body that an address answers with 200, and what was seen."""
    try:
        answer = context.request.get(url)
        body = answer.body()
    except Error as error:
        return None, _words(error)
    return body if answer.status == 200 else None, f"{answer.status}, {len(body)} bytes"


def _from_mirror(mirror: Path, route: Route) -> None:
    if library := mirrored(route.request.url, mirror):
        route.fulfill(path=library, headers={"Access-Control-Allow-Origin": "*"})
    else:
        route.continue_()


def _words(error: Error) -> str:
    return error.message.splitlines()[0][:200]
