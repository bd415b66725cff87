"""A relay on a real socket in front of a GitHub with a memory."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette import types

from relay.app import create_app
from relay.github.rate_limit import RateLimit
from relay.server import server_for
from relay.settings import Settings, read_settings
from tests.relay.fake_github import CONTROL, FakeGitHub, StandIn

ROOT = Path(__file__).resolve().parents[2]

SECRET = "correct horse"

Send = Callable[..., httpx.Response]
Start = Callable[..., httpx.Client]
"""See the fixtures `send` and `start`."""


def environment(github: FakeGitHub) -> dict[str, str]:
    """What a relay needs."""
    return {
        "GITHUB_TOKEN": "ghp_relay",
        "CONTROL_REPO": CONTROL,
        "ALLOWED_SECRETS": f"{SECRET},second secret",
        "GITHUB_API_URL": github.url,
        "API_PORT": "0",
    }


def settings_for(github: FakeGitHub, **changes: str) -> Settings:
    unlimited = {"GITHUB_POINTS_PER_MINUTE": "1000000", "GITHUB_POSTS_PER_MINUTE": "1000000"}
    return read_settings(environment(github) | unlimited | changes)


@contextmanager
def process(
    github: FakeGitHub, *, before: str = "", **changes: str
) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The relay as a process on a free port, and its address as the log names it; `before` is run first."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment(github) | changes
    child = subprocess.Popen(
        [sys.executable, "-c", f"{before}\nimport sys, relay.__main__ as m; sys.exit(m.main([]))"],
        cwd=ROOT,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        assert child.stderr
        yield child, json.loads(child.stderr.readline())["url"]
    finally:
        child.kill()
        child.communicate()


@pytest.fixture(scope="session")
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.ended.set()
        server.shutdown()


@pytest.fixture
def github(stand_in: StandIn) -> FakeGitHub:
    """A GitHub that remembers nothing of other tests."""
    stand_in.github = FakeGitHub(stand_in.github.url)
    return stand_in.github


class Served:
    """One server, as `python -m relay` runs it; every test puts a relay of its own behind it."""

    app: FastAPI

    def __init__(self, settings: Settings) -> None:
        self.server = server_for(self, settings)
        self.active = 0

    async def __call__(self, scope: types.Scope, receive: types.Receive, send: types.Send) -> None:
        self.active += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.active -= 1

    @asynccontextmanager
    async def _serve(self, app: FastAPI) -> AsyncIterator[None]:
        async with app.router.lifespan_context(app):
            self.app = app
            yield
            while self.active:
                await asyncio.sleep(0.01)

    @contextmanager
    def relay(self, app: FastAPI) -> Iterator[None]:
        """Serve `app`, from its start-up to its shutdown."""
        serving, loop = self._serve(app), self.server.servers[0].get_loop()
        asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result(30)
        yield
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result(30)


@pytest.fixture(scope="session")
def served(stand_in: StandIn) -> Iterator[Served]:
    served = Served(settings_for(stand_in.github))
    thread = threading.Thread(target=served.server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not served.server.url and time.monotonic() < deadline:
        time.sleep(0.005)
    yield served
    served.server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="session")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.server.url, timeout=30) as client:
        yield client


@pytest.fixture
def start(served: Served, client: httpx.Client, github: FakeGitHub) -> Iterator[Start]:
    """Starts a relay with changed settings and gives a client that talks to it."""
    with ExitStack() as stack:

        def started(limit: RateLimit | None = None, **changes: str) -> httpx.Client:
            stack.enter_context(served.relay(create_app(settings_for(github, **changes), limit)))
            return client

        yield started


@pytest.fixture
def relay(start: Start) -> httpx.Client:
    return start()


@pytest.fixture
def send(relay: httpx.Client, fields: dict[str, Any]) -> Send:
    """POSTs the request with changes; a field that is `...` is left out."""

    def sent(path: str = "/task", **changes: object) -> httpx.Response:
        changed = {name: value for name, value in (fields | changes).items() if value is not ...}
        return relay.post(path, json=changed)

    return sent


@pytest.fixture
def fields(request_fields: dict[str, Any]) -> dict[str, Any]:
    """A request with the right secret."""
    return request_fields | {"secret": SECRET}
