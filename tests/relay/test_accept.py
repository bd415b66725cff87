"""What is taken, and what the sender is told about it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from orchestrator.task.event import read_event
from orchestrator.task.identity import repository_name
from tests.relay.conftest import Send, Start
from tests.relay.fake_github import FakeGitHub


def test_an_accepted_task_is_answered_with_where_it_will_be(relay: httpx.Client, send: Send) -> None:
    answer = send()
    assert answer.status_code == 200
    said = answer.json()
    received = datetime.fromisoformat(said.pop("timestamp"))
    task_id = f"deploy-{received:%Y%m%d}-{said['task_id'][-8:]}"
    repo = "llm-app-tide-table-7f3-" + said["repo_url"][-13:]
    assert abs((datetime.now(UTC) - received).total_seconds()) < 60
    assert said == {
        "status": "processing",
        "message": "The task was accepted. Its progress is at status_url.",
        "task_id": task_id,
        "repo_url": f"https://github.com/octo-owner/{repo}",
        "pages_url": f"https://octo-owner.github.io/{repo}/",
        "status_url": str(relay.base_url).rstrip("/") + f"/status/{task_id}",
    }


def test_the_event_carries_the_task_and_not_the_secret_as_github_documents_it(
    send: Send, github: FakeGitHub, fields: dict[str, Any]
) -> None:
    said = send().json()
    ((call,), (event,)) = github.calls, github.events
    envelope = read_event(event, lambda _: b"", datetime.now(UTC))
    assert (event["event_type"], len(event["client_payload"]) <= 10) == ("task", True)
    assert (envelope.task_id, envelope.repo) == (said["task_id"], repository_name(envelope.task))
    assert envelope.task.nonce == fields["nonce"]
    assert fields["secret"] not in str(event)
    assert (call.method, call.path) == ("POST", "/repos/octo-owner/control/dispatches")
    sent = {name: call.headers[name] for name in ("authorization", "accept", "x-github-api-version")}
    assert list(sent.values()) == ["Bearer ghp_relay", "application/vnd.github+json", "2022-11-28"]


@pytest.mark.parametrize(
    ("path", "round_", "verb"),
    [("/task", 1, "deploy"), ("/deploy", 1, "deploy"), ("/task/", 1, "deploy"), ("/deploy//", 1, "deploy"),
     ("//task", 1, "deploy"), ("/task", 2, "update"), ("/update", 2, "update"), ("/update/", 3, "update")],
)  # fmt: skip
def test_every_round_has_two_endpoints(
    relay: httpx.Client, send: Send, path: str, round_: int, verb: str
) -> None:
    answer = send(f"{relay.base_url}{path}", round=round_)
    assert answer.json()["task_id"].startswith(f"{verb}-")


def test_what_cannot_be_known_yet_is_null_and_a_missing_callback_is_told(send: Send) -> None:
    said = send(task="update", round=2, evaluation_url=...).json()
    assert (said["repo_url"], said["pages_url"]) == (None, None)
    assert said["message"].endswith("There will be no callback, because evaluation_url is missing.")


def test_every_allowed_secret_is_taken_and_no_content_type_is_needed(
    relay: httpx.Client, send: Send, fields: dict[str, Any]
) -> None:
    assert send(secret="second secret").status_code == 200
    plain = httpx.Request("POST", "http://x", json=fields).content
    answer = relay.post("/task", content=b"\xef\xbb\xbf" + plain, headers={"content-type": "text/plain"})
    assert answer.status_code == 200


def test_the_public_address_of_the_settings_is_used(start: Start, fields: dict[str, Any]) -> None:
    said = start(PUBLIC_URL="https://relay.example/api/").post("/task", json=fields).json()
    assert said["status_url"] == f"https://relay.example/api/status/{said['task_id']}"


def test_the_same_request_has_the_same_digest_again(send: Send, github: FakeGitHub) -> None:
    first, second = (send().json()["task_id"] for _ in range(2))
    assert (first, len(github.events)) == (second, 2)


@pytest.mark.parametrize(
    "name",
    ["sum-of-sales-a1b2c.round1", "markdown-to-html-a1b2c.round1", "snake-ladder-game.round2a",
     "older-form.round1", "older-form.round2"],
)  # fmt: skip
def test_what_real_evaluators_send_is_taken(
    relay: httpx.Client, real_request: Callable[[str], dict[str, Any]], fields: dict[str, Any], name: str
) -> None:
    answer = relay.post("/task", json=real_request(name) | {"secret": fields["secret"]})
    assert answer.status_code == 200, answer.text
