"""An OpenAI-compatible server on loopback that answers from a script: one `Say` per call, in order."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any

from pydantic import SecretStr

from orchestrator.settings import Provider


@dataclass(frozen=True)
class Say:
    """One answer: streamed text with a finish reason (None: the stream just ends), or an error status."""

    text: str = ""
    finish: str | None = "stop"
    status: int = 200
    error: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    usage: tuple[int, int] | None = (100, 50)
    reset: bool = False
    """Break the connection after the text."""
    chunk: int = 4_000
    raw: Sequence[object] = ()
    """Events in place of the text, as they stand on the wire: strings as they are, other things as JSON."""
    page: tuple[str, str] | None = None
    """A media type and a body in place of the stream."""
    wait: float = 0.0
    """Seconds of silence after the headers."""
    cut: bool = False
    """Send the stream in chunked encoding, and close the connection before its last chunk."""
    flood: bytes = b""
    """Bytes that are sent before the text, again and again, until the client hangs up."""


Answer = Say | Callable[[dict[str, Any]], Say]


class ScriptedModel:
    """The server's memory: every request body, and what is still to be said."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""

    def provider(self, model: str = "scripted-1", key: str = "sk-scripted-key") -> Provider:
        """The settings of a provider that is this server."""
        return Provider(model, SecretStr(key), self.url)

    def prompt(self, call: int) -> str:
        """The last user message of a call, as text."""
        content = self.requests[call]["messages"][-1]["content"]
        return content if isinstance(content, str) else str(content[0]["text"])

    def next(self, request: dict[str, Any]) -> Say:
        self.requests.append(request)
        if not self.answers:
            return Say(status=405, error={"message": "the script is over", "code": "script_over"})
        answer = self.answers.pop(0)
        return answer if isinstance(answer, Say) else answer(request)


@contextmanager
def scripted(*answers: Answer) -> Iterator[ScriptedModel]:
    """Serve the script until the block ends."""
    model = ScriptedModel(answers)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


def _handler(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            pass

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            model.paths.append(self.path)
            model.headers.append(dict(self.headers))
            say = model.next(json.loads(self.rfile.read(length)))
            self.close_connection = True
            if say.status != 200:
                self._error(say)
                return
            self.send_response(200)
            self.send_header("Content-Type", say.page[0] if say.page else "text/event-stream")
            if say.cut:
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            time.sleep(say.wait)
            if say.page:
                self.wfile.write(say.page[1].encode())
                return
            _flood(self.wfile, say.flood)
            for event in _events(say):
                data = f"data: {event}\n\n".encode()
                self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data) if say.cut else data)
            if say.reset:
                self.wfile.flush()
                self.connection.shutdown(2)

        def _error(self, say: Say) -> None:
            body = (say.page[1] if say.page else json.dumps({"error": say.error})).encode()
            self.send_response(say.status)
            for name, value in {"Content-Type": "application/json", **say.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _flood(stream: BufferedIOBase, data: bytes) -> None:
    with suppress(OSError):
        while data:
            stream.write(data)


def _events(say: Say) -> Iterator[str]:
    if say.raw:
        yield from (event if isinstance(event, str) else json.dumps(event) for event in say.raw)
        return
    for start in range(0, len(say.text), say.chunk):
        yield _chunk({"content": say.text[start : start + say.chunk]}, None)
    if say.finish:
        yield _chunk({}, say.finish)
        if say.usage:
            prompt, completion = say.usage
            usage = {
                "prompt_tokens": prompt,
                "completion_tokens": completion,
                "total_tokens": prompt + completion,
            }
            yield json.dumps({**_head(), "choices": [], "usage": usage})
        yield "[DONE]"


def _chunk(delta: dict[str, str], finish: str | None) -> str:
    return json.dumps({**_head(), "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _head() -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "scripted-1"}
