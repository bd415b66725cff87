"""The receiver of callbacks: 200 only if e-mail, task, round and nonce are those of a task that was sent."""

import argparse
import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Self

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

Answer = tuple[int, dict[str, Any]]
"""Status and body."""


def read_callback(body: bytes) -> dict[str, Any] | str:
    """The callback in a body, its fields checked for presence and type alone, or why it is none."""
    try:
        callback = json.loads(body)
    except (ValueError, RecursionError):
        return "expected JSON"
    if not isinstance(callback, dict):
        return "expected a JSON object"
    if missing := [name for name in FIELDS if name not in callback]:
        return f"missing: {', '.join(missing)}"
    if type(callback["round"]) is not int:
        return "round: expected a number"
    wrong = [name for name in FIELDS if name != "round" and not isinstance(callback[name], str)]
    return f"{wrong[0]}: expected a text" if wrong else callback


def take(store: Store, body: bytes, now: float) -> Answer:
    """Judge and keep one callback: the status and the body of the answer."""
    callback = read_callback(body)
    if isinstance(callback, str):
        return 400, {"error": callback}
    sent = store.tasks("nonce = ? AND sent_at IS NOT NULL", callback["nonce"])
    if not sent:
        return 400, {"error": "nonce: no task was sent with it"}
    for name in ("email", "task", "round"):
        if callback[name] != sent[0].fields[name]:
            return 400, {"error": f"{name}: is not the one that was sent with this nonce"}
    return 200, {"status": "accepted", "late": not store.called_back(sent[0], callback, now)}


class Receiver:
    """A server that hands the body of every POST to `taken`; GET /health answers while it is up.

    `serve` blocks; as a context manager it runs in a thread. `url` is the address for callbacks.
    """

    def __init__(self, taken: Callable[[bytes], Answer], host: str = "127.0.0.1", port: int = 0) -> None:
        """Open the port; SettingsError if that cannot be."""
        try:
            self._listener = socket.create_server((host, port))
        except (OSError, OverflowError) as error:
            free = f"an address of this machine that is free, not {host}:{port}"
            raise SettingsError("--host, --port", free) from error
        self.url = f"http://{host}:{self._listener.getsockname()[1]}/callback"
        self._taken = taken
        routes = [Route("/health", _health), Route("/{path:path}", self._callback, methods=["POST"])]
        app = Starlette(routes=routes)
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self) -> None:
        """Serve until SIGINT or SIGTERM."""
        self._server.run([self._listener])

    def __enter__(self) -> Self:
        """Serve in a thread."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._server.should_exit = True
        self._thread.join(10)

    async def _callback(self, request: Request) -> JSONResponse:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return JSONResponse({"error": f"expected at most {MAX_BODY} bytes"}, 413)
        status, answer = await run_in_threadpool(self._taken, body)
        words = answer.get("error", "late" if answer.get("late") else "in time")
        logger.info("callback: %d %s", status, words)
        return JSONResponse(answer, status)


async def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def run(args: argparse.Namespace) -> int:
    """`scripts/evaluate serve`: until SIGINT or SIGTERM."""
    with Store(args.db) as store:
        receiver = Receiver(lambda body: take(store, body, time.time()), args.host, args.port)
        logger.info("receiving callbacks at %s; Ctrl-C ends", receiver.url)
        receiver.serve()
    return 0
