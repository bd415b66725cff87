"""`python -m relay` as a host runs it: its log, its end, and many requests to a GitHub in trouble."""

import asyncio
import json
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx

from relay.github.rate_limit import RateLimit
from tests import background
from tests.relay.conftest import SECRET, Start, process
from tests.relay.fake_github import Answer, Call, FakeGitHub, Fault

LIMITED = Answer(403, {"message": "You have exceeded a secondary rate limit."}, {"retry-after": "1"})


async def send_all(
    url: str, requests: Sequence[dict[str, Any]], at_a_time: int
) -> dict[str, tuple[int | None, str]]:
    """POST every request once, `at_a_time` at the same time: nonce → status and message; None: no answer."""
    outcomes: dict[str, tuple[int | None, str]] = {}
    waiting = iter(requests)

    async def send_some() -> None:
        for fields in waiting:
            try:
                answer = await client.post("/task", json=fields)
                outcomes[fields["nonce"]] = answer.status_code, answer.json()["message"]
            except httpx.TransportError as error:
                outcomes[fields["nonce"]] = None, type(error).__name__

    limits = httpx.Limits(max_connections=at_a_time, max_keepalive_connections=at_a_time)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
        await asyncio.gather(*(send_some() for _ in range(at_a_time)))
    return outcomes


def numbered(fields: dict[str, Any], count: int) -> list[dict[str, Any]]:
    return [fields | {"nonce": f"nonce-{number}"} for number in range(count)]


def nonces(github: FakeGitHub) -> Counter[str]:
    """How often each task has started."""
    return Counter(event["client_payload"]["task"]["nonce"] for event in github.events)


def test_the_log_is_one_json_line_a_request_without_anything_private(
    github: FakeGitHub, fields: dict[str, Any]
) -> None:
    with process(github) as (child, url):
        said = httpx.post(f"{url}/task?secret=in-the-query", json=fields)
        httpx.post(f"{url}/task", json=fields | {"email": "no"})
        httpx.post(f"{url}/task", json=fields | {"secret": "a wrong guess"})
        child.send_signal(signal.SIGTERM)
        _, log = child.communicate(timeout=30)
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["message"] for line in lines] == ["request", "request", "request", "stopped"]
    taken, wrong, refused = ({**line, "time": "", "ms": 0} for line in lines[:3])
    assert taken == {
        "time": "", "level": "info", "logger": "relay.middleware", "message": "request",
        "request_id": said.headers["x-request-id"], "task_id": said.json()["task_id"],
        "bytes": len(said.request.content), "method": "POST", "path": "/task", "status": 200, "ms": 0,
    }  # fmt: skip
    assert (wrong["error"], wrong["status"]) == ("WrongFields", 422)
    assert (refused["error"], refused["status"], refused["client"]) == ("SecretWrong", 403, "127.0.0.1")
    private = (SECRET, "ghp_relay", "in-the-query", "a wrong guess", fields["email"], fields["nonce"])
    assert [value for value in (*private, fields["brief"]) if value in log] == []


def test_sigterm_lets_requests_finish_and_none_is_answered_against_the_truth(
    github: FakeGitHub, fields: dict[str, Any]
) -> None:
    gate, full = threading.Event(), threading.Event()
    connections = 100

    def hold(_: Call) -> None:
        if len(github.calls) >= connections:
            full.set()
        gate.wait(30)

    github.fault = hold
    budget = {"GITHUB_POINTS_PER_MINUTE": "100000", "GITHUB_POSTS_PER_MINUTE": "100000"}
    limits = budget | {"GITHUB_CONNECTIONS": str(connections), "ANSWER_SECONDS": "60"}
    with process(github, **limits) as (child, url):
        sending = background.begin(lambda: asyncio.run(send_all(url, numbered(fields, 200), 200)))
        assert full.wait(30)
        child.send_signal(signal.SIGTERM)
        gate.set()
        outcomes = sending.result(60)
        assert child.wait(30) == 0
    accepted = {nonce for nonce, (status, _) in outcomes.items() if status == 200}
    assert accepted == nonces(github).keys()
    assert len(github.events) == len(accepted) >= connections


def trouble(call: Call) -> Fault | None:
    """10 % 502 (half of them after the event was taken), 5 % limits, 1 % silence; drawn by the nonce."""
    draw = random.Random(call.body["client_payload"]["task"]["nonce"]).random()
    if draw < 0.10:
        return Fault(Answer(502), does_the_work=draw < 0.05)
    if draw < 0.15:
        return Fault(LIMITED)
    return Fault(silent=True) if draw < 0.16 else None


def test_every_200_has_exactly_one_event_and_every_event_a_request_that_was_told_so(
    start: Start, github: FakeGitHub, fields: dict[str, Any]
) -> None:
    github.fault = trouble
    # a clock that runs a thousand times faster: the second for which a limit holds is a millisecond
    limit = RateLimit(10**7, 10**7, now=lambda: time.monotonic() * 1000)
    url = str(start(limit, ANSWER_SECONDS="2").base_url).rstrip("/")

    outcomes = background.run(send_all(url, numbered(fields, 300), 32))

    accepted = {nonce for nonce, (status, _) in outcomes.items() if status == 200}
    unknown = {nonce for nonce, (_, message) in outcomes.items() if message.startswith("It is not known")}
    assert {status for status, _ in outcomes.values()} == {200, 503}
    assert len(accepted) > 180
    assert set(nonces(github).values()) == {1}
    assert accepted <= nonces(github).keys() <= accepted | unknown
    assert unknown
