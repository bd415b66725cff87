"""Chromium without internet, a server that knows project pages, and rounds applied one after another."""

import mimetypes
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Route

from orchestrator.records.site import Site
from tests.generate.offline.harness import NODE_MODULES, Built, Visit

CDN_FILES = {
    "bootstrap@5.3.9": "bootstrap",
    "marked@18.2.1": "marked",
    "chart.js@4.6.1": "chart.js",
    "highlight.js/11.11.1": "@highlightjs/cdn-assets",
}


@pytest.fixture
def app() -> Built:
    """Nothing built yet."""
    return Built()


@pytest.fixture(scope="session")
def shelf() -> Iterator[tuple[dict[str, Site], str]]:
    """A server on loopback that serves each site of a dictionary below its own folder, as Pages does."""
    sites: dict[str, Site] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _, repo, path = unquote(urlsplit(self.path).path).split("/", 2)
            body = sites.get(repo, Site({})).get(path or "index.html")
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", mimetypes.guess_type(path or "index.html")[0] or "text/plain")
            self.end_headers()
            self.wfile.write(body or b"not here")

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield sites, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(chromium: Browser, shelf: tuple[dict[str, Site], str]) -> Iterator[Callable[..., Visit]]:
    """Open a built app, by default on a phone in the light scheme and with every CDN out of reach."""
    sites, server = shelf
    contexts = []

    def open_page(
        built: Built,
        query: str = "",
        *,
        width: int = 375,
        scheme: str = "light",
        cdn: bool = False,
        answers: Mapping[str, Callable[[Route], None]] | None = None,
    ) -> Visit:
        if cdn and not NODE_MODULES.is_dir():
            pytest.skip("the npm packages that stand in for CDNs are not installed")
        repo = f"repo-{len(sites)}"
        assert built.site is not None
        sites[repo] = built.site
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page, problems = context.new_page(), list[str]()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda line: (
                problems.append(line.text) if line.type == "error" and "net::" not in line.text else None
            ),
        )
        page.route("**/*", lambda route: _route(route, server, cdn=cdn))
        for pattern, answer in (answers or {}).items():
            page.route(pattern, answer)
        page.goto(f"{server}/{repo}/{query}")
        return Visit(page, problems, f"{server}/{repo}/")

    yield open_page
    for context in contexts:
        context.close()


def _route(route: Route, server: str, *, cdn: bool) -> None:
    url = route.request.url
    if url.startswith(server):
        return route.continue_()
    package = next((part for part in CDN_FILES if cdn and part in url), None)
    if package is None:
        return route.abort()
    path = NODE_MODULES / CDN_FILES[package] / url.split(package, 1)[1].lstrip("/")
    kind = "text/css" if path.suffix == ".css" else "text/javascript"
    return route.fulfill(
        body=path.read_bytes(), content_type=kind, headers={"Access-Control-Allow-Origin": "*"}
    )
