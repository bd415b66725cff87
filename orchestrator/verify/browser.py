"""Chromium through Playwright, fenced in. The only module that imports Playwright; others take its types from here."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Route,
    WebSocketRoute,
    async_playwright,
)
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout

from orchestrator.errors import OrchestratorError
from orchestrator.verify.fence import allowed, mirrored
from orchestrator.verify.pages import content_type
from orchestrator.verify.protocol import HEIGHTS, Setup, Width

__all__ = [
    "Browser",
    "BrowserContext",
    "BrowserError",
    "BrowserTimeout",
    "Fence",
    "Page",
    "Request",
    "chromium",
]

MAX_LIBRARY_BYTES = 20_000_000
FETCH_SECONDS = 8.0

QUIET_FLAGS = (
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
    "--js-flags=--max-old-space-size=384",
)
"""Nothing that Chromium does by itself may use the network, and WebRTC has no socket of its own."""


class Library(NamedTuple):
    """What a CDN, or the mirror in its place, answered."""

    status: int
    content_type: str
    body: bytes


@asynccontextmanager
async def chromium(setup: Setup, origin: str) -> AsyncIterator[Browser]:
    """Start Chromium so that its only way out is the proxy at `origin`, which refuses everything but the site."""
    host = urlsplit(origin).netloc
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            channel=setup.channel,
            executable_path=setup.executable,
            chromium_sandbox=setup.sandbox,
            env={"HOME": str(Path.cwd()), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            args=[
                *QUIET_FLAGS,
                f"--proxy-server={host}",
                f"--proxy-bypass-list=<-loopback>;{host}",
            ],
        )
        try:
            yield browser
        finally:
            await browser.close()


class Fence:
    """The gate in each page's way out: allows, serves libraries, refuses the rest. Remembers what CDNs answered."""

    def __init__(self, setup: Setup, origin: str) -> None:
        self._mirror = Path(setup.mirror) if setup.mirror else None
        self._fetch_cdn = setup.fetch_cdn
        self._origin = origin
        self._libraries: dict[str, Library | None] = {}
        self.hosts: Collection[str] = ()

    async def page(self, browser: Browser, width: Width = 1280) -> Page:
        """A page in a fresh context, closed in on all sides; closing its context ends it."""
        context = await browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            service_workers="block",
            accept_downloads=False,
            locale="en-US",
            timezone_id="UTC",
        )
        own = re.escape(self._origin)
        await context.route(re.compile(rf"^(?!{own}/)"), self._decide)
        await context.route_web_socket(re.compile(".*"), self._shut)
        await context.add_init_script(path=Path(__file__).parent / "js/still.js")
        return await context.new_page()

    async def _decide(self, route: Route, request: Request) -> None:
        try:
            if not allowed(request.url, self._origin, self.hosts):
                await route.abort("blockedbyclient")
                return
            library = await self._library(request)
            if library is None:
                await route.abort("internetdisconnected")
                return
            headers = {"Content-Type": library.content_type, "Access-Control-Allow-Origin": "*"}
            await route.fulfill(status=library.status, headers=headers, body=library.body)
        except BrowserError:
            """The page was closed while its request was on the way."""

    async def _library(self, request: Request) -> Library | None:
        if request.method != "GET":
            return None
        url = request.url
        if url not in self._libraries:
            found = mirrored(url, self._mirror) if self._mirror else None
            if found:
                self._libraries[url] = Library(200, content_type(found.name), found.read_bytes())
            else:
                self._libraries[url] = await asyncio.to_thread(_fetched, url) if self._fetch_cdn else None
        return self._libraries[url]

    async def _shut(self, socket: WebSocketRoute) -> None:
        await socket.close(code=1008, reason="not allowed while the page is verified")


def _fetched(url: str) -> Library | None:
    from orchestrator.outside import fetch

    try:
        answer = fetch("GET", url, timeout=FETCH_SECONDS, max_bytes=MAX_LIBRARY_BYTES, allow_private=False)
    except OrchestratorError:
        return None
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Library(answer.status, headers.get("content-type", "application/octet-stream"), answer.body)
