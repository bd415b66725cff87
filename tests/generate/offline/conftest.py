"""Chromium without internet, and a server that knows project pages."""

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Route

from tests.generate.offline.harness import Built, Visit

NODE_MODULES = Path(__file__).resolve().parents[3] / ".cache" / "npm" / "node_modules"
CDN_FILES = {
    "bootstrap@5.3.9": "bootstrap",
    "marked@18.2.1": "marked",
    "highlight.js/11.11.1": "@highlightjs/cdn-assets",
}


class Handler(SimpleHTTPRequestHandler):
    """Files without a log."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def app() -> Built:
    """Nothing built yet."""
    return Built()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder whose sub-folders are served, each as a project page, and the server's address."""
    folder = tmp_path_factory.mktemp("pages")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(chromium: Browser, pages: tuple[Path, str]) -> Iterator[Callable[..., Visit]]:
    """Open a built app, by default on a phone in the light scheme and with every CDN out of reach."""
    folder, server = pages
    contexts = []

    def open_page(
        built: Built,
        path: str = "",
        *,
        cdn: bool = False,
        answers: Mapping[str, Callable[[Route], None]] | None = None,
    ) -> Visit:
        if cdn and not NODE_MODULES.is_dir():
            pytest.skip("the npm packages that stand in for CDNs are not installed")
        repo = f"repo-{len(list(folder.iterdir()))}"
        built.site.write(folder / repo)
        look = {"color_scheme": "dark" if cdn else "light"}
        context = chromium.new_context(viewport={"width": 1280 if cdn else 375, "height": 800}, **look)  # type: ignore[arg-type]
        contexts.append(context)
        page, problems = context.new_page(), list[str]()

        def note(message: ConsoleMessage) -> None:
            if message.type == "error" and "net::" not in message.text:
                problems.append(message.text)

        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", note)
        page.route("**/*", lambda route: _answer(route, server, cdn=cdn))
        for pattern, answer in (answers or {}).items():
            page.route(pattern, answer)
        page.goto(f"{server}/{repo}/{path}")
        return Visit(page, problems)

    yield open_page
    for context in contexts:
        context.close()


def _answer(route: Route, server: str, *, cdn: bool) -> None:
    url = route.request.url
    package = next((part for part in CDN_FILES if cdn and part in url), None)
    if url.startswith(server):
        route.continue_()
    elif package:
        path = NODE_MODULES / CDN_FILES[package] / url.split(package, 1)[1].lstrip("/")
        route.fulfill(path=path, headers={"Access-Control-Allow-Origin": "*"})
    else:
        route.abort()
