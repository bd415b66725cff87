"""Scores a folder of files by Playwright alone: the orchestrator's own verification has no say here."""

import functools
import http.server
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Route

from scripts.evaluator.page import browser

LOAD_MS = 10_000
PAUSES_MS = (200, 700, 2_000)
"""A check is evaluated after each of these, until it holds: a page may be fetching its data."""


class Scorer:
    """One browser for all pages."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def score(self, folder: Path, checks: Sequence[str]) -> tuple[bool, ...]:
        """Whether each check holds, each in a page of its own that nothing else has touched."""
        if not (folder / "index.html").is_file():
            return (False,) * len(checks)
        with _served(folder) as origin:
            return tuple(self._holds(origin, check) for check in checks)

    def _holds(self, origin: str, check: str) -> bool:
        context = self._browser.new_context()
        try:
            context.route("**/*", functools.partial(_only, origin))
            page = context.new_page()
            page.goto(f"{origin}/index.html", timeout=LOAD_MS)
            return any(_true(page, check, pause) for pause in PAUSES_MS)
        except Error:
            return False
        finally:
            context.close()


@contextmanager
def scorer() -> Iterator[Scorer]:
    """A browser that scores."""
    with browser() as chromium:
        yield Scorer(chromium)


def _true(page: Page, check: str, pause: int) -> bool:
    page.wait_for_timeout(pause)
    try:
        # a check that hangs is false; `evaluate` itself knows no limit
        limit = "new Promise(done => setTimeout(done, 5000, false))"
        return bool(page.evaluate(f"Promise.race([(async () => ({check}))(), {limit}])"))
    except Error:
        return False


def _only(origin: str, route: Route) -> None:
    """Nothing but the app itself is reached: tasks need nothing else, and runs can be compared."""
    if route.request.url.startswith((f"{origin}/", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
