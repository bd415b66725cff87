"""Keeps a record of everything that one page says and asks for."""

from dataclasses import dataclass, field

from orchestrator.verify.browser import BrowserError, Page, Request
from orchestrator.verify.fence import allowed
from orchestrator.verify.protocol import Line

MAX_LINES = 40
MAX_DIALOGS = 20
MAX_NAVIGATIONS = 6
LONGEST = 400


@dataclass
class Watch:
    """The ears on one page; `ended` says why looking at it should stop."""

    page: Page
    own: str
    """The site's origin."""
    hosts: tuple[str, ...]
    errors: list[Line] = field(default_factory=list)
    console: list[Line] = field(default_factory=list)
    failed: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    unreachable: list[Line] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requested: set[str] = field(default_factory=set)
    accept_dialogs: bool = False
    ended: str = ""
    in_flight: int = 0
    navigations: int = 0

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self._add(self.errors, str(error), self.page.url))
        self.page.on("console", self._console)
        self.page.on("request", self._request)
        self.page.on("requestfinished", lambda _: self._done())
        self.page.on("requestfailed", self._request_failed)
        self.page.on("response", self._response)
        self.page.on("dialog", self._dialog)
        self.page.on("crash", lambda _: self._end("the page crashed; it used too much memory"))
        self.page.on("popup", self._popup)

    def _add(self, lines: list[Line], text: str, where: str) -> None:
        if len(lines) < MAX_LINES:
            lines.append(Line(text=text[:LONGEST], where=where[:LONGEST]))

    def _end(self, reason: str) -> None:
        self.ended = self.ended or reason

    def _console(self, message) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            place = message.location
            self._add(self.console, message.text, f"{place['url']}:{place['lineNumber'] + 1}")

    def _request(self, request: Request) -> None:
        self.in_flight += 1
        self.requested.add(request.url)
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.navigations += 1
            if self.navigations > MAX_NAVIGATIONS:
                self._end(f"the page kept navigating: {self.navigations} times, last to {request.url[:200]}")

    def _done(self) -> None:
        self.in_flight -= 1

    def _request_failed(self, request: Request) -> None:
        self._done()
        why = request.failure or "failed"
        if why == "net::ERR_ABORTED":
            return
        if request.url.startswith(self.own + "/"):
            self._add(self.failed, f"{request.url}: {why}", request.url)
        elif allowed(request.url, self.own, self.hosts):
            self._add(self.unreachable, f"{request.url}: {why}", request.url)
        else:
            self._add(
                self.refused,
                f"{request.url}: not the site's own, a known CDN or named in the brief",
                request.url,
            )

    def _response(self, response) -> None:
        if response.status >= 400:
            own = response.url.startswith(self.own + "/")
            self._add(
                self.failed if own else self.unreachable,
                f"{response.url}: HTTP {response.status}",
                response.url,
            )

    async def _dialog(self, dialog) -> None:
        self.dialogs.append(f"{dialog.type}: {dialog.message}"[:LONGEST])
        if len(self.dialogs) > MAX_DIALOGS:
            self._end(
                f"the page opened more than {MAX_DIALOGS} dialogs, the last saying {dialog.message[:100]!r}"
            )
        try:
            if self.accept_dialogs:
                await dialog.accept()
            else:
                await dialog.dismiss()
        except BrowserError:
            """The page went away with its dialog."""

    async def _popup(self, popup: Page) -> None:
        try:
            await popup.close()
        except BrowserError:
            """It was gone already."""
