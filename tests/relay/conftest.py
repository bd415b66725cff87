"""A relay on a real socket in front of a GitHub with a memory."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from logging.handlers import QueueHandler
from queue import Queue
from socket import socket
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from relay.app import create_app
from relay.github.pacing import Pacing
from relay.settings import Settings, read_settings
from tests.relay.fake_github import CONTROL, FakeGitHub, fake_github

SECRET = "correct horse"


class ThreadServer(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()
        self.url = ""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.url = f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"
        self.listening.set()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The app on a free port, in a thread."""
    server = ThreadServer(
        uvicorn.Config(app, port=0, log_config=None, access_log=False, timeout_keep_alive=75)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.listening.wait(30)
    try:
        yield server.url
    finally:
        server.should_exit = True
        thread.join(30)


def settings_for(github: FakeGitHub, **changes: str) -> Settings:
    env = {
        "GITHUB_TOKEN": "ghp_relay",
        "CONTROL_REPO": CONTROL,
        "ALLOWED_SECRETS": f"{SECRET},second secret",
        "GITHUB_API_URL": github.url,
        "GITHUB_POINTS_PER_MINUTE": "1000000",
        "GITHUB_POSTS_PER_MINUTE": "1000000",
    }
    return read_settings(env | changes)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with fake_github() as fake:
        yield fake


@pytest.fixture
def start(github: FakeGitHub) -> Iterator[Callable[..., httpx.Client]]:
    """Starts a relay with changed settings and gives a client that talks to it."""
    with ExitStack() as stack:

        def started(pacing: Pacing | None = None, **changes: str) -> httpx.Client:
            url = stack.enter_context(served(create_app(settings_for(github, **changes), pacing)))
            return stack.enter_context(httpx.Client(base_url=url, timeout=30))

        yield started


@pytest.fixture
def relay(start: Callable[..., httpx.Client]) -> httpx.Client:
    return start()


@pytest.fixture
def fields(request_fields: dict[str, Any]) -> dict[str, Any]:
    """A request with the right secret."""
    return request_fields | {"secret": SECRET}


@pytest.fixture
def log() -> Iterator["Queue[logging.LogRecord]"]:
    """The records of the request log, one a request, as they come: a line is written after its answer."""
    records: Queue[logging.LogRecord] = Queue()
    handler, logger = QueueHandler(records), logging.getLogger("relay.logs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield records
    logger.removeHandler(handler)
