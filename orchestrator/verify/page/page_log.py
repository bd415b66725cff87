"""Keeps a record of everything that one page says and asks for."""

import asyncio
import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from orchestrator.verify.browser import (
    BrowserError,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    WebError,
)
from orchestrator.verify.browser_process.network_policy import allowed, is_site_fault
from orchestrator.verify.browser_process.protocol import LogLine

MAX_LINES = 40
MAX_DIALOGS = 20
MAX_NAVIGATIONS = 8
LONGEST = 400


@dataclass
class PageLog:
    """The ears on one page; `ended` says why looking at it should stop."""

    page: Page
    own: str
    """The site's origin."""
    hosts: Collection[str]
    accept_dialogs: bool = False
    dialog_text: str = ""
    """What a prompt is answered with."""
    errors: list[LogLine] = field(default_factory=list)
    console: list[LogLine] = field(default_factory=list)
    failed: list[LogLine] = field(default_factory=list)
    refused: list[LogLine] = field(default_factory=list)
    unreachable: list[LogLine] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requested: set[str] = field(default_factory=set)
    """Addresses of the site's own that the page asked for."""
    ended: str = ""
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when looking should stop."""
    in_flight: int = 0
    _navigations: int = 0

    def __post_init__(self) -> None:
        """Listen from now on."""
        page = self.page
        page.context.on("weberror", self._error)
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("requestfinished", self._done)
        page.on("requestfailed", self._request_failed)
        page.on("response", self._response)
        page.on("dialog", self._dialog)
        page.on("crash", self._crash)
        page.on("popup", self._popup)

    def heard(self) -> dict[str, tuple[Any, ...]]:
        """Everything heard so far, by the names that `JobResult` has for it."""
        names = ("errors", "console", "failed", "refused", "unreachable", "dialogs")
        return {name: tuple(getattr(self, name)) for name in names}

    def end(self, reason: str) -> None:
        """Say why looking stops; the first reason stays."""
        self.ended = self.ended or reason
        self.stopped.set()

    def _add(self, lines: list[LogLine], text: str, where: str) -> None:
        if len(lines) < MAX_LINES:
            lines.append(LogLine(text=text[:LONGEST], where=where[:LONGEST]))

    def _crash(self, _page: Page) -> None:
        self.end("the page crashed: it used more memory than it may")

    def _error(self, error: WebError) -> None:
        failure = error.error
        stack = failure.stack if isinstance(failure, BrowserError) else None
        text = str(failure).splitlines()[0] if str(failure) else "an error without a message"
        places = [line.strip() for line in (stack or "").splitlines() if "://" in line]
        self._add(self.errors, text, places[0] if places else self.page.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"} and not message.text.startswith("Failed to load resource"):
            place = message.location
            self._add(self.console, message.text, f"{place['url']}:{place['lineNumber'] + 1}")

    def _request(self, request: Request) -> None:
        self.in_flight += 1
        if request.url.startswith(self.own + "/"):
            self.requested.add(request.url)
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
        if url.startswith(self.own + "/"):
            self._add(self.failed, f"{url}: {why}", url)
        elif allowed(url, self.own, self.hosts):
            self._add(self.unreachable, f"{url}: {why}", url)
        else:
            self._add(self.refused, f"{url}: neither a known CDN nor named in the brief", url)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            fault = is_site_fault(response.url, response.status, self.own)
            told = f"{response.url}: HTTP {response.status}"
            self._add(self.failed if fault else self.unreachable, told, response.url)

    async def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(f"{dialog.type}: {dialog.message}"[:LONGEST])
        if len(self.dialogs) > MAX_DIALOGS:
            said = dialog.message[:100]
            self.end(f"the page opened more than {MAX_DIALOGS} dialogs, the last saying {said!r}")
        with contextlib.suppress(BrowserError):  # the page may go away with its dialog
            await (dialog.accept(self.dialog_text) if self.accept_dialogs else dialog.dismiss())

    async def _popup(self, popup: Page) -> None:
        with contextlib.suppress(BrowserError):
            await popup.close()
