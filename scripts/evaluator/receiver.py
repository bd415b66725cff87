"""The receiver of callbacks: 200 only if e-mail, task, round and nonce are those of a task that was sent."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from orchestrator.errors import SettingsError
from scripts.evaluator.store import Store

logger = logging.getLogger(__name__)

FIELDS = ("email", "task", "round", "nonce", "repo_url", "commit_sha", "pages_url")
"""What a callback holds (the course's protocol); more is tolerated."""

MAX_BODY = 100_000


class CannotListen(SettingsError):
    """Nothing can be received at this address."""

    def __init__(self, host: str, port: int) -> None:
        """Name it."""
        super().__init__("--host, --port", f"an address of this machine that is free, not {host}:{port}")


def problem_of(callback: object) -> str | None:
    """Why a body is no callback, or None; its fields are checked for presence and type alone."""
    if not isinstance(callback, dict):
        return "expected a JSON object"
    missing = [name for name in FIELDS if name not in callback]
    if missing:
        return f"missing: {', '.join(missing)}"
    if not isinstance(callback["round"], int) or isinstance(callback["round"], bool):
        return "round: expected a number"
    wrong = [name for name in FIELDS if name != "round" and not isinstance(callback[name], str)]
    return f"{wrong[0]}: expected a text" if wrong else None


def mismatch(callback: Mapping[str, Any], sent: Mapping[str, Any]) -> str | None:
    """The first of e-mail, task and round that is not as it was sent."""
    for name in ("email", "task", "round"):
        if callback[name] != sent[name]:
            return f"{name}: is not the one that was sent with this nonce"
    return None


def take(store: Store, body: bytes, now: float) -> tuple[int, dict[str, Any]]:
    """Judge and keep one callback: the status and the body of the answer."""
    try:
        callback = json.loads(body)
    except (ValueError, RecursionError):
        return 400, {"error": "expected JSON"}
    problem = problem_of(callback)
    if problem:
        return 400, {"error": problem}
    task = store.open_task(callback["nonce"])
    if task is None or task.sent_at is None:
        return 400, {"error": "nonce: no task was sent with it"}
    problem = mismatch(callback, task.fields)
    if problem:
        return 400, {"error": problem}
    in_time = store.called_back(task, callback, now)
    return 200, {"status": "accepted", "late": not in_time}


def application(store: Store, kept: Callable[[int, str], None]) -> Starlette:
    """POST anywhere is a callback; GET /health answers while the receiver is up.

    `kept` is called after each callback with the status and the words of the answer.
    """

    async def callback(request: Request) -> JSONResponse:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return JSONResponse({"error": f"expected at most {MAX_BODY} bytes"}, 413)
        status, answer = await run_in_threadpool(take, store, body, time.time())
        words = answer.get("error") or ("late" if answer["late"] else "in time")
        logger.info("callback: %d %s", status, words)
        kept(status, words)
        return JSONResponse(answer, status)

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[Route("/health", health, methods=["GET"]), Route("/{path:path}", callback, methods=["POST"])]
    )


class Receiver:
    """The receiver at one address; `serve` blocks, `background` runs it in a thread."""

    def __init__(self, store: Store, host: str = "127.0.0.1", port: int = 0) -> None:
        app = application(store, self._keep)
        config = uvicorn.Config(
            app, host=host, port=port, log_level="warning", access_log=False, lifespan="off"
        )
        self._arrived = threading.Event()
        self._refused: list[str] = []
        self._server = uvicorn.Server(config)
        self._host = host

    def serve(self) -> None:
        """Serve until SIGINT or SIGTERM."""
        threading.Thread(target=self._announce, daemon=True).start()
        self._server.run()

    @contextmanager
    def background(self) -> Iterator[str]:
        """Serve in a thread; yields the address for callbacks."""
        thread = threading.Thread(target=self._server.run, daemon=True)
        thread.start()
        try:
            yield self._address(thread)
        finally:
            self._server.should_exit = True
            thread.join(10)

    def refused(self) -> list[str]:
        """Why callbacks were refused since the last call."""
        words, self._refused = self._refused, []
        return words

    def wait(self, seconds: float) -> None:
        """Wait for the next callback, at most so long."""
        self._arrived.wait(seconds)
        self._arrived.clear()

    def _keep(self, status: int, words: str) -> None:
        if status != 200:
            self._refused.append(words)
        self._arrived.set()

    def _announce(self) -> None:
        logger.info("receiving callbacks at %s; Ctrl-C ends", self._address(None))

    def _address(self, thread: threading.Thread | None) -> str:
        while not self._server.started:
            if thread is not None and not thread.is_alive():
                raise CannotListen(self._host, self._server.config.port)
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://{self._host}:{port}/callback"
