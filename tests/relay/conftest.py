"""A relay on a real socket in front of a GitHub with a memory."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from logging.handlers import QueueHandler
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from relay.app import create_app
from relay.github.rate_limit import RateLimit
from relay.server import server_for
from relay.settings import Settings, read_settings
from tests.relay.fake_github import CONTROL, FakeGitHub, fake_github

ROOT = Path(__file__).resolve().parents[2]

SECRET = "correct horse"


@contextmanager
def served(app: FastAPI, settings: Settings) -> Iterator[str]:
    """The app on a free port, in a thread, as `python -m relay` serves it."""
    server = server_for(app, settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.url and time.monotonic() < deadline:
        time.sleep(0.005)
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
        "API_PORT": "0",
        "GITHUB_POINTS_PER_MINUTE": "1000000",
        "GITHUB_POSTS_PER_MINUTE": "1000000",
    }
    return read_settings(env | changes)


@contextmanager
def process(
    github: FakeGitHub, *, before: str = "", **changes: str
) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The relay as a process on a free port, and its address as the log names it; `before` is run first."""
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "GITHUB_TOKEN": "ghp_relay",
        "CONTROL_REPO": CONTROL,
        "ALLOWED_SECRETS": SECRET,
        "GITHUB_API_URL": github.url,
        "API_PORT": "0",
    } | changes
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


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with fake_github() as fake:
        yield fake


@pytest.fixture
def start(github: FakeGitHub) -> Iterator[Callable[..., httpx.Client]]:
    """Starts a relay with changed settings and gives a client that talks to it."""
    with ExitStack() as stack:

        def started(limit: RateLimit | None = None, **changes: str) -> httpx.Client:
            settings = settings_for(github, **changes)
            url = stack.enter_context(served(create_app(settings, limit), settings))
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
    handler, logger = QueueHandler(records), logging.getLogger("relay.middleware")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield records
    logger.removeHandler(handler)
