"""Who has no secret costs nothing: slow, split, nested, compressed and oversized requests, and many of them.

All of it on loopback, in numbers and times that are bounded.
"""

import base64
import json
import random
import socket
import time
from contextlib import ExitStack
from typing import Any

import httpx
import psutil
import pytest

from relay import server
from tests.relay.conftest import SECRET, Start, process
from tests.relay.fake_github import FakeGitHub

MEGABYTE = 1_000_000

HTTP_PARSERS = {"httptools": "", "h11": "import sys; sys.modules['httptools'] = None"}
"""uvicorn takes httptools where it is installed; the relay's own lock has h11 alone."""

QUICK = "import relay.server as s; s.HEADER_SECONDS = 1.0; s.MAX_CONNECTIONS = 50"


def connect(url: str) -> socket.socket:
    address = httpx.URL(url)
    return socket.create_connection((address.host, address.port or 80), timeout=20)


def ended(connection: socket.socket) -> bool:
    """Whether the relay closes the connection within the socket's time-out."""
    try:
        while connection.recv(65_536):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


def test_look_ups_of_made_up_tasks_take_nothing_from_tasks(
    start: Start, github: FakeGitHub, fields: dict[str, Any]
) -> None:
    relay = start(GITHUB_POINTS_PER_MINUTE="700", GITHUB_POSTS_PER_MINUTE="75")
    answers = [
        relay.get(f"/status/deploy-20{year:02}{month:02}{day:02}-00000000").status_code
        for year in range(20, 24)
        for month in range(1, 9)
        for day in range(1, 11)
    ]
    assert len(answers) == 320
    assert set(answers) == {404, 503}
    assert len(github.calls) < 250
    assert relay.post("/task", json=fields).status_code == 200


@pytest.mark.parametrize("parser", HTTP_PARSERS)
def test_slow_and_half_sent_requests_are_closed_and_keep_nobody_out(
    github: FakeGitHub, fields: dict[str, Any], parser: str
) -> None:
    with (
        process(github, before=f"{HTTP_PARSERS[parser]}\n{QUICK}") as (_, url),
        httpx.Client(base_url=url) as relay,
        ExitStack() as stack,
    ):
        opened = [stack.enter_context(connect(url)) for _ in range(120)]
        for number, connection in enumerate(opened):
            connection.sendall((b"", b"POST /task HT", b"POST /task HTTP/1.1\r\nHost: x\r\nX-A")[number % 3])
        assert relay.post("/task", json=fields).status_code == 200
        used = stack.enter_context(connect(url))
        used.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert used.recv(4096).startswith(b"HTTP/1.1 200")
        used.sendall(b"HEAD / HTTP/1.1\r\nHost:")
        began = time.monotonic()
        assert all(ended(connection) for connection in (*opened, used))
        assert time.monotonic() - began < 10
        many = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 1000) for number in range(10_000))
        with pytest.raises(ConnectionError):
            stack.enter_context(connect(url)).sendall(b"GET / HTTP/1.1\r\n" + many)


def test_a_connection_that_is_used_stays_open(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEADER_SECONDS", 0.2)
    with connect(str(start().base_url)) as connection:
        for _ in range(3):
            connection.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(4096).startswith(b"HTTP/1.1 200")
            time.sleep(0.3)


def test_large_bodies_without_a_secret_share_little_memory_and_leave_room_for_others(
    github: FakeGitHub, fields: dict[str, Any]
) -> None:
    noise = base64.b64encode(random.Random(1).randbytes(3 * MEGABYTE)).decode()
    attachments = [{"name": "noise.bin", "url": f"data:;base64,{noise}"}]
    large = {"secret": SECRET, **fields, "attachments": attachments}
    with (
        process(github) as (child, url),
        httpx.Client(base_url=url, timeout=30) as relay,
        ExitStack() as stack,
    ):
        before = psutil.Process(child.pid).memory_info().rss
        for number in range(12):
            connection = stack.enter_context(connect(url))
            connection.sendall(b"POST /task HTTP/1.1\r\nHost: x\r\nContent-Length: 9900000\r\n\r\n")
            _send_until_refused(connection, b'{"x": "' + b"a" * (9 * MEGABYTE), number)
        assert relay.post("/task", json=large).status_code == 200
        held = psutil.Process(child.pid).memory_info().rss - before
    assert held < 120 * MEGABYTE


def _send_until_refused(connection: socket.socket, data: bytes, number: int) -> None:
    connection.settimeout(1.0 if number else 5.0)
    try:
        connection.sendall(data)
    except (TimeoutError, ConnectionError):
        return


def test_a_large_body_with_the_secret_at_its_end_is_taken_where_there_is_room(
    relay: httpx.Client, fields: dict[str, Any]
) -> None:
    late = fields | {"attachments": [{"name": "a.bin", "url": "data:," + "a" * 8 * MEGABYTE}]}
    late["secret"] = late.pop("secret")
    assert [relay.post("/task", json=late).status_code for _ in range(3)] == [200, 200, 200]


def test_a_body_in_single_bytes_is_taken(relay: httpx.Client, fields: dict[str, Any]) -> None:
    body = json.dumps(fields).encode()
    pieces = (body[at : at + 1] for at in range(len(body)))
    assert relay.post("/task", content=pieces).status_code == 200
