"""Serves a candidate site from memory the way GitHub Pages would serve it, below `/{repo}/`."""

import mimetypes
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Self
from urllib.parse import quote, unquote

from orchestrator.text.addresses import split_address

TYPES = {
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "htm": "text/html; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "js": "application/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "mjs": "application/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json; charset=utf-8",
    "xml": "application/xml",
}

NOT_FOUND = b"<!DOCTYPE html><title>404</title><h1>404</h1><p>There isn't a GitHub Pages site here.</p>"


class Reply(NamedTuple):
    """An HTTP answer."""

    status: int
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    location: str | None = None


def served(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that reach Pages: upload-pages-artifact leaves out everything in or below a dot name."""
    return {path: data for path, data in files.items() if not any(s.startswith(".") for s in path.split("/"))}


def answer(files: Mapping[str, bytes], base: str, target: str) -> Reply:
    """What Pages answers to a GET for `target`, for a site whose base path is `base` (`/repo/`)."""
    parts = split_address(target)
    if parts is None:
        return Reply(404, NOT_FOUND)
    path = unquote(parts.path)
    if path + "/" == base:
        return Reply(301, b"", location=base)
    if not path.startswith(base):
        return Reply(404, NOT_FOUND)
    name = path.removeprefix(base)
    candidates = (f"{name}index.html",) if name == "" or name.endswith("/") else (name, f"{name}.html")
    for candidate in candidates:
        if candidate in files:
            return Reply(200, files[candidate], content_type(candidate))
    if f"{name}/index.html" in files:
        return Reply(301, b"", location=quote(f"{base}{name}/"))
    return Reply(404, files.get("404.html", NOT_FOUND))


def content_type(path: str) -> str:
    """The Content-Type by the file's extension, as Pages sets it."""
    extension = path.rpartition(".")[2].lower()
    return TYPES.get(extension) or mimetypes.guess_type(path)[0] or "application/octet-stream"


class PagesServer:
    """A loopback server for one site at a time; `show` replaces the site.

    It is also the proxy that the browser is told to use for everything else, and in that role it refuses: a
    request that gets past the network policy ends here.
    """

    def __init__(self) -> None:
        self.files: Mapping[str, bytes] = {}
        self.base = "/"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def show(self, files: Mapping[str, bytes], base: str) -> None:
        """Serve these files below `base` from now on."""
        self.files, self.base = served(files), base

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        pages = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if self.path.startswith("/"):
                    self.reply(answer(pages.files, pages.base, self.path))
                else:
                    self.do_CONNECT()

            do_HEAD = do_GET  # noqa: N815 - the base class calls it so

            def do_CONNECT(self) -> None:
                self.close_connection = True
                self.reply(Reply(403, b"", "text/plain"))

            do_OPTIONS = do_CONNECT  # noqa: N815 - the base class calls it so

            def do_POST(self) -> None:
                self.close_connection = True
                self.reply(Reply(405, NOT_FOUND))

            do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815 - the base class calls it so

            def reply(self, reply: Reply) -> None:
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(reply.body)))
                self.send_header("Access-Control-Allow-Origin", "*")
                if reply.location:
                    self.send_header("Location", reply.location)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
                """Say nothing: the page log tells what failed."""

        return Handler
