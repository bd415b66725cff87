"""A stand-in for the evaluator: it accepts callbacks and answers as the real one does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

FIELDS = frozenset({"email", "task", "round", "nonce", "repo_url", "commit_sha", "pages_url"})
"""The fields of a callback."""

MAX_BODY = 1_000_000


class Receiver(ThreadingHTTPServer):
    """Listens on a free loopback port; `callbacks` has all accepted bodies, oldest first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/callback"
        self.callbacks: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()

    def callbacks_for(self, nonce: str) -> list[dict[str, Any]]:
        """The callbacks of one request."""
        return [callback for callback in self.callbacks if callback["nonce"] == nonce]

    def accept(self, body: bytes) -> tuple[int, str]:
        """Keep a callback; returns status and message of the answer."""
        try:
            callback = json.loads(body)
        except ValueError:
            return 400, "expected JSON"
        if not isinstance(callback, dict) or set(callback) != FIELDS:
            return 400, f"expected exactly the fields {', '.join(sorted(FIELDS))}"
        self.callbacks.append(callback)
        return 200, "thank you"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        length = min(int(self.headers.get("content-length", 0)), MAX_BODY)
        status, message = self.server.accept(self.rfile.read(length))
        answer = json.dumps({"message": message}).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """No log."""
