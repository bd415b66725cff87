"""A built app in Chromium, as a project page without internet."""

import mimetypes
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Route

from tests.generate.offline.harness import Built, Open, Visit

Answers = Mapping[str, Callable[[Route], None]]

ADDRESS = "https://ada.example/repo/"
NODE_MODULES = Path(__file__).resolve().parents[3] / ".cache" / "npm" / "node_modules"
CDN_FILES = {
    "bootstrap@5.3.9": "bootstrap",
    "marked@18.2.1": "marked",
    "highlight.js/11.11.1": "@highlightjs/cdn-assets",
}


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Open]:
    """Open a built app, by default on a phone in the light scheme and with every CDN out of reach."""
    context = chromium.new_context()

    def open_page(
        built: Built, path: str = "", *, cdn: bool = False, answers: Answers | None = None
    ) -> Visit:
        if cdn and not NODE_MODULES.is_dir():
            pytest.skip("the npm packages that stand in for CDNs are not installed")
        page, problems = context.new_page(), list[str]()
        page.set_viewport_size({"width": 1280 if cdn else 375, "height": 800})
        page.emulate_media(color_scheme="dark" if cdn else "light")

        def note(message: ConsoleMessage) -> None:
            if message.type == "error" and "net::" not in message.text:
                problems.append(message.text)

        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", note)
        page.route("**/*", lambda route: _answer(route, built, cdn=cdn))
        for pattern, answer in (answers or {}).items():
            page.route(pattern, answer)
        page.goto(ADDRESS + path)
        return Visit(page, problems)

    yield open_page
    context.close()


def _answer(route: Route, built: Built, *, cdn: bool) -> None:
    url = unquote(route.request.url.partition("?")[0])
    package = next((part for part in CDN_FILES if cdn and part in url), None)
    if url.startswith(ADDRESS):
        path = url.removeprefix(ADDRESS) or "index.html"
        found = {"body": built.site[path]} if path in built.site else {"status": 404}
        route.fulfill(**found, content_type=mimetypes.guess_type(path)[0])
    elif package:
        file = NODE_MODULES / CDN_FILES[package] / url.split(package, 1)[1].lstrip("/")
        route.fulfill(path=file, headers={"Access-Control-Allow-Origin": "*"})
    else:
        route.abort()
