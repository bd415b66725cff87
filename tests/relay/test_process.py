"""`python -m relay` as a host runs it: its log, its address, its end."""

import asyncio
import json
import signal
import threading
from typing import Any

import httpx

from tests import background
from tests.relay.conftest import SECRET, process
from tests.relay.fake_github import Call, FakeGitHub
from tests.relay.load import send_all

IN_FLIGHT = 200


def test_the_log_is_one_json_line_a_request_without_anything_private(
    github: FakeGitHub, fields: dict[str, Any]
) -> None:
    with process(github) as (child, url):
        said = httpx.post(f"{url}/task?secret=in-the-query", json=fields)
        httpx.post(f"{url}/task", json=fields | {"email": "no"})
        child.send_signal(signal.SIGTERM)
        _, log = child.communicate(timeout=30)
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["message"] for line in lines] == ["request", "request", "stopped"]
    assert {
        name: lines[0][name] for name in ("request_id", "task_id", "method", "path", "status", "level")
    } == {
        "request_id": said.headers["x-request-id"],
        "task_id": said.json()["task_id"],
        "method": "POST",
        "path": "/task",
        "status": 200,
        "level": "info",
    }
    assert lines[1]["error"] == "WrongFields"
    private = (SECRET, "ghp_relay", "in-the-query", fields["email"], fields["nonce"], fields["brief"])
    assert [value for value in private if value in log] == []


def test_sigterm_lets_requests_finish_and_none_is_answered_against_the_truth(
    github: FakeGitHub, fields: dict[str, Any]
) -> None:
    gate, full = threading.Event(), threading.Event()
    connections = 100

    def hold(_: Call) -> threading.Event:
        if len(github.calls) >= connections:
            full.set()
        return gate

    github.held = hold
    requests = [fields | {"nonce": f"flight-{number}"} for number in range(IN_FLIGHT)]
    limits = {
        "GITHUB_POINTS_PER_MINUTE": "100000",
        "GITHUB_POSTS_PER_MINUTE": "100000",
        "GITHUB_CONNECTIONS": str(connections),
        "ANSWER_SECONDS": "60",
    }
    with process(github, **limits) as (child, url):
        sending = background.begin(lambda: asyncio.run(send_all(url, requests, IN_FLIGHT)))
        assert full.wait(30)
        child.send_signal(signal.SIGTERM)
        assert child.stderr
        gate.set()
        outcomes = sending.result(60)
        assert child.wait(30) == 0
    events = {event["client_payload"]["task"]["nonce"] for event in github.events}
    accepted = {outcome.nonce for outcome in outcomes if outcome.status == 200}
    assert accepted == events
    assert len(github.events) == len(events) >= connections
