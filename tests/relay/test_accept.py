"""What is taken, and what the sender is told about it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from orchestrator.task.event import read_event
from orchestrator.task.identity import repository_name
from tests.relay.fake_github import FakeGitHub


def test_an_accepted_task_is_answered_with_where_it_will_be(
    relay: httpx.Client, fields: dict[str, Any]
) -> None:
    answer = relay.post("/task", json=fields)
    assert answer.status_code == 200
    said = answer.json()
    received = datetime.fromisoformat(said.pop("timestamp"))
    task_id = f"deploy-{received:%Y%m%d}-{said['task_id'][-8:]}"
    assert abs((datetime.now(UTC) - received).total_seconds()) < 60
    assert said == {
        "status": "processing",
        "message": "The task was accepted. Its progress is at status_url.",
        "task_id": task_id,
        "repo_url": "https://github.com/octo-owner/llm-app-tide-table-7f3-" + said["repo_url"][-13:],
        "pages_url": "https://octo-owner.github.io/llm-app-tide-table-7f3-" + said["repo_url"][-13:] + "/",
        "status_url": str(relay.base_url).rstrip("/") + f"/status/{task_id}",
    }


def test_the_event_carries_the_task_and_not_the_secret(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any]
) -> None:
    said = relay.post("/task", json=fields).json()
    (event,) = github.events
    envelope = read_event(event, lambda _: b"", datetime.now(UTC))
    assert event["event_type"] == "task"
    assert len(event["client_payload"]) <= 10
    assert envelope.task_id == said["task_id"]
    assert envelope.repo == repository_name(envelope.task)
    assert envelope.task.nonce == fields["nonce"]
    assert fields["secret"] not in str(event)


def test_github_is_called_as_its_documentation_asks(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any]
) -> None:
    relay.post("/task", json=fields)
    (call,) = github.calls
    assert (call.method, call.path) == ("POST", "/repos/octo-owner/control/dispatches")
    assert call.headers["authorization"] == "Bearer ghp_relay"
    assert call.headers["accept"] == "application/vnd.github+json"
    assert call.headers["x-github-api-version"] == "2022-11-28"


@pytest.mark.parametrize("door", ["/task", "/deploy", "/task/", "/deploy//", "//task"])
def test_round_one_goes_in_at_two_doors(relay: httpx.Client, fields: dict[str, Any], door: str) -> None:
    answer = relay.post(f"{relay.base_url}{door}", json=fields)
    assert answer.json()["task_id"].startswith("deploy-")


@pytest.mark.parametrize("door", ["/task", "/update", "/update/"])
def test_a_later_round_goes_in_at_two_doors(relay: httpx.Client, fields: dict[str, Any], door: str) -> None:
    assert relay.post(door, json=fields | {"round": 2}).json()["task_id"].startswith("update-")


@pytest.mark.parametrize(
    ("door", "round_", "message"),
    [("/deploy", 2, "Use /update for rounds 2+"), ("/update", 1, "Use /deploy for round 1")],
)
def test_the_wrong_door_names_the_right_one(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any], door: str, round_: int, message: str
) -> None:
    answer = relay.post(door, json=fields | {"round": round_})
    assert (answer.status_code, answer.json()["message"]) == (400, message)
    assert github.events == []


def test_a_later_round_of_the_older_form_has_no_address_yet(
    relay: httpx.Client, fields: dict[str, Any]
) -> None:
    said = relay.post("/task", json=fields | {"task": "update", "round": 2}).json()
    assert (said["repo_url"], said["pages_url"]) == (None, None)


def test_a_task_without_evaluation_url_is_told_that_no_callback_comes(
    relay: httpx.Client, fields: dict[str, Any]
) -> None:
    del fields["evaluation_url"]
    message = relay.post("/task", json=fields).json()["message"]
    assert message.endswith("There will be no callback, because evaluation_url is missing.")


def test_every_allowed_secret_is_taken(relay: httpx.Client, fields: dict[str, Any]) -> None:
    assert relay.post("/task", json=fields | {"secret": "second secret"}).status_code == 200


def test_the_content_type_does_not_matter(relay: httpx.Client, fields: dict[str, Any]) -> None:
    plain = httpx.Request("POST", "http://x", json=fields).content
    answer = relay.post("/task", content=b"\xef\xbb\xbf" + plain, headers={"content-type": "text/plain"})
    assert answer.status_code == 200


def test_the_public_address_of_the_settings_is_used(
    start: Callable[..., httpx.Client], fields: dict[str, Any]
) -> None:
    said = start(PUBLIC_URL="https://relay.example/api/").post("/task", json=fields).json()
    assert said["status_url"] == f"https://relay.example/api/status/{said['task_id']}"


def test_the_same_request_has_the_same_digest_again(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any]
) -> None:
    first, second = (relay.post("/task", json=fields).json()["task_id"] for _ in range(2))
    assert first == second
    assert len(github.events) == 2


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
