"""A web server on loopback with answers by path."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Pages:
    """Answers: path → status, content type, body. `agents` remembers who asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str, bytes]] = {}
        self.agents: list[str] = []
        self.url = ""


@contextmanager
def serving() -> Iterator[Pages]:
    """Serve until the block ends."""
    pages = Pages()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            pass

        def do_GET(self) -> None:
            pages.agents.append(self.headers.get("User-Agent", ""))
            status, media, body = pages.answers.get(self.path, (404, "text/plain", b""))
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    pages.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield pages
    server.shutdown()
    server.server_close()
