"""An evaluator on loopback, which can go wrong in every way that the stand-in for GitHub can."""

import json
import socket
import struct
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from scripts.localhub.traffic.faults import Rule


class Evaluator(ThreadingHTTPServer):
    """Takes callbacks; each fault spoils one attempt, one without `times` all from then on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.callbacks: list[dict[str, Any]] = []
        self.faults: list[Rule] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/notify"

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def next_fault(self) -> Rule | None:
        if not self.faults:
            return None
        return self.faults[0] if self.faults[0].times is None else self.faults.pop(0)


class _Handler(BaseHTTPRequestHandler):
    server: Evaluator

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        fault = self.server.next_fault()
        if fault is None or fault.done or fault.half:
            self.server.callbacks.append(body)
        if fault:
            time.sleep(fault.delay)
        if fault and fault.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif fault and fault.half:
            self.wfile.write(b"HTTP/1.1 20")
            self.close_connection = True
        else:
            self._answer(fault or Rule("", 200, body='{"status": "ok"}'))

    def _answer(self, rule: Rule) -> None:
        body = rule.body.encode()
        self.send_response(rule.status or 200)
        for name, value in {**rule.headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        with suppress(OSError, ValueError):
            super().handle()

    def log_message(self, *_: object) -> None:
        pass
