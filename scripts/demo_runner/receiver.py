"""A stand-in for the evaluator: takes callbacks and answers as the real one does."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

FIELDS = frozenset({"email", "task", "round", "nonce", "repo_url", "commit_sha", "pages_url"})
"""Exactly what a callback holds."""

MAX_BODY = 1_000_000


class Receiver:
    """Listens on a free loopback port; `callbacks` holds every body that was taken, oldest first."""

    def __init__(self) -> None:
        self.callbacks: list[dict[str, Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Where callbacks go."""
        return f"http://127.0.0.1:{self._server.server_port}/callback"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def taken_for(self, nonce: str) -> list[dict[str, Any]]:
        """The callbacks of one request, recognised by its nonce."""
        return [callback for callback in self.callbacks if callback["nonce"] == nonce]

    def _take(self, body: bytes) -> tuple[int, str]:
        try:
            callback = json.loads(body)
        except ValueError:
            return 400, "expected JSON"
        if not isinstance(callback, dict) or set(callback) != FIELDS:
            return 400, f"expected exactly the fields {', '.join(sorted(FIELDS))}"
        self.callbacks.append(callback)
        return 200, "thank you"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = min(int(self.headers.get("content-length", 0)), MAX_BODY)
                status, message = take(self.rfile.read(length))
                answer = json.dumps({"message": message}).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
                """Stay silent: a request line belongs to nobody's log."""

        return Handler
