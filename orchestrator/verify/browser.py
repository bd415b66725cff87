"""Chromium through Playwright, under the network policy.

The only module that imports Playwright; the others of the browser process take its types from here.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    CDPSession,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    Response,
    Route,
    WebError,
    WebSocketRoute,
    async_playwright,
)
from playwright.async_api import Error as BrowserError

from orchestrator.errors import OrchestratorError
from orchestrator.verify.browser_process.network_policy import allowed, mirrored
from orchestrator.verify.browser_process.protocol import HEIGHTS, BrowserSettings
from orchestrator.verify.browser_process.static_server import content_type
from orchestrator.verify.page.scripts import FOLDER

__all__ = [
    "Browser", "BrowserError", "CDPSession", "ConsoleMessage", "Dialog", "Locator", "Motion", "Page",
    "Request", "Response", "RestrictedBrowser", "WebError", "chromium",
]  # fmt: skip

Motion = Literal["no-preference", "reduce"]
"""What a page is told about the visitor's wish for less movement."""

MAX_LIBRARY_BYTES = 20_000_000
FETCH_SECONDS = 8.0

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--js-flags=--max-old-space-size=384",
)
"""Chromium must not use the network by itself, WebRTC gets no socket, and a page's heap ends at 384 MB."""
PERMISSIONS = ("geolocation", "notifications", "clipboard-read", "clipboard-write", "camera", "microphone")
"""What a visitor would allow; the devices are Chromium's fake ones."""


class Library(NamedTuple):
    """What a CDN, or the mirror in its place, answered."""

    status: int
    content_type: str
    body: bytes


@asynccontextmanager
async def chromium(settings: BrowserSettings, origin: str) -> AsyncIterator[Browser]:
    """Start Chromium with one way out: the proxy at `origin`, which refuses all but the site."""
    own = urlsplit(origin).netloc
    direct = ";".join(["<-loopback>", own, *([settings.live] if settings.live else [])])
    names = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1" + (
        f", EXCLUDE {settings.live.partition(':')[0]}" if settings.live else ""
    )
    home = os.environ["HOME"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            channel=settings.channel,
            executable_path=settings.executable,
            chromium_sandbox=settings.sandbox,
            env={"HOME": home, "TMPDIR": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            args=[
                *FLAGS,
                f"--proxy-server={own}",
                f"--proxy-bypass-list={direct}",
                f"--host-resolver-rules={names}",
            ],
        )
        try:
            yield browser
        finally:
            await browser.close()


class RestrictedBrowser:
    """Opens pages that reach only what the network policy allows. Remembers what CDNs answered."""

    def __init__(self, browser: Browser, settings: BrowserSettings, origin: str) -> None:
        """Pages are opened in `browser`; `origin` is the site's."""
        self._browser = browser
        self._mirror = Path(settings.mirror) if settings.mirror else None
        self._online = settings.online
        self._libraries: dict[str, Library | None] = {}
        self.origin = origin
        self.hosts: Collection[str] = ()

    async def new_page(self, motion: Motion = "no-preference") -> Page:
        """A page in a fresh context."""
        context = await self._browser.new_context(
            viewport={"width": 1280, "height": HEIGHTS[1280]},
            service_workers="block",
            accept_downloads=False,
            reduced_motion=motion,
            permissions=list(PERMISSIONS),
            geolocation={"latitude": 52.52, "longitude": 13.405},
            locale="en-US",
            timezone_id="UTC",
        )
        await context.route(re.compile(rf"^(?!{re.escape(self.origin)}/)"), self._decide)
        await context.route_web_socket(re.compile(".*"), self._close_socket)
        await context.add_init_script(path=FOLDER / "page_activity.js")
        return await context.new_page()

    async def _decide(self, route: Route, request: Request) -> None:
        try:
            if not allowed(request.url, self.origin, self.hosts):
                await route.abort("blockedbyclient")
            elif library := await self._library(request):
                headers = {"Content-Type": library.content_type, "Access-Control-Allow-Origin": "*"}
                await route.fulfill(status=library.status, headers=headers, body=library.body)
            else:
                await route.abort("internetdisconnected")
        except BrowserError:
            """The page was closed while its request was on the way."""

    async def _library(self, request: Request) -> Library | None:
        if request.method != "GET":
            return None
        url = request.url
        if url not in self._libraries:
            self._libraries[url] = self._local(url) or (
                await asyncio.to_thread(_fetched, url) if self._online else None
            )
        return self._libraries[url]

    def _local(self, url: str) -> Library | None:
        found = mirrored(url, self._mirror) if self._mirror else None
        return Library(200, content_type(found.name), found.read_bytes()) if found else None

    async def _close_socket(self, socket: WebSocketRoute) -> None:
        await socket.close(code=1008, reason="no sockets while the page is verified")


def _fetched(url: str) -> Library | None:
    from orchestrator.network.http import fetch

    try:
        answer = fetch("GET", url, timeout=FETCH_SECONDS, max_bytes=MAX_LIBRARY_BYTES, allow_private=False)
    except OrchestratorError:
        return None
    if not answer.whole:
        return None
    return Library(answer.status, answer.headers.get("content-type", "application/octet-stream"), answer.body)
