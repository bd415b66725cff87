"""Records everything that one page logs and requests."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from orchestrator.verify.browser import (
    BrowserError,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    WebError,
)
from orchestrator.verify.browser_process.network_policy import allowed, is_site_fault, never_works
from orchestrator.verify.browser_process.protocol import LineKind, LogLine
from orchestrator.verify.page.worlds import Worlds

MAX_LINES = 40
MAX_DIALOGS = 20
MAX_NAVIGATIONS = 8


@dataclass
class PageLog:
    """The record of one page; `ended` says why its inspection should stop."""

    page: Page
    origin: str
    """The site's."""
    hosts: Collection[str]
    accept_dialogs: bool = False
    dialog_text: str = ""
    """What a prompt is answered with."""
    lines: dict[LineKind, list[LogLine]] = field(default_factory=lambda: defaultdict(list))
    only: Collection[LineKind] = ()
    """The kinds of lines that are still kept; empty: all are."""
    dialogs: list[str] = field(default_factory=list)
    ended: str = ""
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the inspection should stop."""
    in_flight: int = 0
    _navigations: int = 0

    def __post_init__(self) -> None:
        """Listen from now on."""
        page = self.page
        self.worlds = Worlds(page)
        page.context.on("weberror", self._error)
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("requestfinished", self._done)
        page.on("requestfailed", self._request_failed)
        page.on("response", self._response)
        page.on("dialog", self._dialog)
        page.on("crash", self._crash)
        page.on("popup", self._popup)

    def end(self, reason: str) -> None:
        """Say why the inspection stops; the first reason stays."""
        self.ended = self.ended or reason
        self.stopped.set()

    def _add(self, kind: LineKind, text: str, where: str) -> None:
        if len(self.lines[kind]) < MAX_LINES and (not self.only or kind in self.only):
            self.lines[kind].append(LogLine(text=text, where=where))

    def _crash(self, _page: Page) -> None:
        self.end("the page crashed: it used more memory than it may")

    def _error(self, error: WebError) -> None:
        failure = error.error
        stack = failure.stack if isinstance(failure, BrowserError) else None
        text = str(failure).splitlines()[0] if str(failure).strip() else "an error without a message"
        places = [line.strip() for line in (stack or "").splitlines() if "://" in line]
        self._add("errors", text, places[0] if places else "")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"} and not message.text.startswith("Failed to load resource"):
            place = message.location
            self._add("console", message.text, f"{place['url']}:{place['lineNumber'] + 1}")

    def _request(self, request: Request) -> None:
        self.in_flight += 1
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._navigations += 1
            if self._navigations > MAX_NAVIGATIONS:
                self.end(f"the page kept navigating: {self._navigations} times, last to {request.url[:200]}")

    def _done(self, _request: Request) -> None:
        self.in_flight -= 1

    def _request_failed(self, request: Request) -> None:
        self.in_flight -= 1
        url, why = request.url, request.failure or "failed"
        if why == "net::ERR_ABORTED":
            return  # the page itself gave it up, by navigating or with an AbortController
        if url.startswith(self.origin + "/"):
            self._add("failed", f"{url}: {why}", url)
        elif reason := never_works(url, request.resource_type):
            self._add("failed", f"{url}: {reason}", url)
        elif allowed(url, self.origin, self.hosts):
            self._add("unreachable", f"{url}: not reached from here ({why})", url)
        else:
            self._add("blocked", f"{url}: blocked by the verifier's network policy", url)

    def _response(self, response: Response) -> None:
        if response.status < 400:
            return
        url = response.url
        asked_by = response.request.resource_type
        kind: LineKind = "failed" if is_site_fault(url, response.status, self.origin) else "unreachable"
        if url.startswith(self.origin + "/") and asked_by in {"fetch", "xhr", "image"}:
            kind = "missing_data"
        self._add(kind, f"{url}: HTTP {response.status} ({asked_by})", url)

    async def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(f"{dialog.type}: {dialog.message}"[:400])
        if len(self.dialogs) > MAX_DIALOGS:
            self.end(
                f"the page opened more than {MAX_DIALOGS} dialogs, the last saying {dialog.message[:100]!r}"
            )
        with contextlib.suppress(BrowserError):  # the page may go away with its dialog
            await (dialog.accept(self.dialog_text) if self.accept_dialogs else dialog.dismiss())

    async def _popup(self, popup: Page) -> None:
        with contextlib.suppress(BrowserError):
            await popup.close()
