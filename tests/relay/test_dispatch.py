"""GitHub refuses, is slow or down: what the sender is told, and that nothing is sent twice."""

import base64
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from orchestrator.task.event import read_event
from tests.relay.fake_github import Answer, Call, FakeGitHub, Fault

AGAIN = "Send the same request again: a task that did start is recognised by its digest and not built twice."

REFUSALS = {
    401: "GitHub refused the event with 401: GITHUB_TOKEN is wrong or has expired. Nothing was started.",
    403: "GitHub refused the event with 403: GITHUB_TOKEN lacks Contents: write on CONTROL_REPO, or that is "
    "archived. Nothing was started.",
    404: "GitHub refused the event with 404: CONTROL_REPO does not exist, or GITHUB_TOKEN may not write to it"
    ". Nothing was started.",
    422: "GitHub refused the event with 422: it finds the event malformed or too large. Nothing was started.",
    307: "GitHub refused the event with 307: CONTROL_REPO has moved, its new name must be set"
    ". Nothing was started.",
    409: "GitHub refused the event with 409: no reason is known. Nothing was started.",
}


def always(fault: Fault) -> Callable[[Call], Fault]:
    return lambda _: fault


def large(fields: dict[str, Any], size: int = 60_000) -> dict[str, Any]:
    """The request with an attachment of `size` bytes that no compression makes small."""
    content = base64.b64encode(random.Random(7).randbytes(size)).decode()
    return fields | {"attachments": [{"name": "noise.bin", "url": f"data:;base64,{content}"}]}


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_is_a_503_that_says_what_to_mend(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any], status: int
) -> None:
    github.fault = always(Fault(Answer(status, {"message": "no"})))
    answer = relay.post("/task", json=fields)
    assert (answer.status_code, answer.json()["message"]) == (503, REFUSALS[status])
    assert answer.headers["retry-after"] == "300"
    assert len(github.calls) == 1


@pytest.mark.parametrize("status", [200, 202, 500, 502, 503, 504])
def test_any_other_answer_of_github_leaves_it_unknown_and_is_not_repeated(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any], status: int
) -> None:
    github.fault = always(Fault(Answer(status), does_the_work=True))
    answer = relay.post("/task", json=fields)
    assert (answer.status_code, answer.json()["message"]) == (
        503, f"It is not known whether the task has started: GitHub answered {status}. {AGAIN}"
    )  # fmt: skip
    assert answer.headers["retry-after"] == "5"
    assert len(github.calls) == 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(silent=True), "GitHub did not answer in time"),
        (Fault(cut=True), "the connection to GitHub broke off before the answer"),
    ],
)
def test_silence_and_a_cut_connection_leave_it_unknown(
    start: Callable[..., httpx.Client], github: FakeGitHub, fields: dict[str, Any], fault: Fault, reason: str
) -> None:
    github.fault = always(fault)
    answer = start(ANSWER_SECONDS="1").post("/task", json=fields)
    assert (answer.status_code, answer.json()["message"]) == (
        503, f"It is not known whether the task has started: {reason}. {AGAIN}"
    )  # fmt: skip
    assert len(github.calls) == 1


def test_a_github_that_is_not_there_started_nothing(
    start: Callable[..., httpx.Client], fields: dict[str, Any]
) -> None:
    answer = start(GITHUB_API_URL="http://127.0.0.1:9").post("/task", json=fields)
    assert (answer.status_code, answer.json()["message"]) == (
        503, "The task was not sent: GitHub cannot be reached. Nothing was started."
    )  # fmt: skip


def test_a_task_that_finds_no_free_connection_was_not_sent(
    start: Callable[..., httpx.Client], github: FakeGitHub, fields: dict[str, Any]
) -> None:
    relay = start(GITHUB_CONNECTIONS="1", ANSWER_SECONDS="2")
    gate, arrived = threading.Event(), threading.Event()

    def hold(_: Call) -> threading.Event:
        arrived.set()
        return gate

    github.held = hold
    first = threading.Thread(target=relay.post, args=("/task",), kwargs={"json": fields})
    first.start()
    assert arrived.wait(10)
    answer = relay.post("/task", json=fields | {"nonce": "second"})
    gate.set()
    first.join()
    assert answer.json()["message"] == (
        "The task was not sent: all connections to GitHub are busy. Nothing was started."
    )
    assert len(github.calls) == 1


def test_a_large_task_goes_through_a_blob_byte_for_byte(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any]
) -> None:
    sent = large(fields, 5_000_000)
    assert relay.post("/task", json=sent).status_code == 200
    assert [call.path.rpartition("/")[2] for call in github.calls] == ["blobs", "dispatches"]
    (event,) = github.events
    assert "task" not in event["client_payload"]
    envelope = read_event(event, github.blobs.__getitem__, datetime.now(UTC))
    assert envelope.task.attachments[0].content == random.Random(7).randbytes(5_000_000)


@pytest.mark.parametrize("size", [59_000, 61_000])
def test_sixty_thousand_bytes_are_the_border_between_payload_and_blob(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any], size: int
) -> None:
    relay.post("/task", json=fields | {"brief": "x" * (size - 500)})
    assert len(github.blobs) == (1 if size > 60_000 else 0)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(Answer(502)), "GitHub refused to store the task with 502: it may be down."),
        (Fault(Answer(201, {"sha": None})),
         "GitHub did not say where it stored the task."),
        (Fault(cut=True),
         "The task could not be stored: the connection to GitHub broke off before the answer."),
    ],
)  # fmt: skip
def test_a_task_that_cannot_be_stored_was_not_started(
    relay: httpx.Client, github: FakeGitHub, fields: dict[str, Any], fault: Fault, message: str
) -> None:
    github.fault = lambda call: fault if call.path.endswith("/blobs") else None
    answer = relay.post("/task", json=large(fields))
    assert (answer.status_code, answer.json()["message"]) == (503, f"{message} Nothing was started.")
    assert github.events == []


@pytest.mark.parametrize(
    ("status", "headers", "body", "seconds"),
    [
        (403, {"retry-after": "17"}, "You have exceeded a secondary rate limit.", "17"),
        (429, {"retry-after": "8"}, "", "8"),
        (429, {}, "", "60"),
        (403, {}, "You have exceeded a secondary rate limit.", "60"),
    ],
)
def test_a_limit_is_handed_on_and_kept(
    relay: httpx.Client,
    github: FakeGitHub,
    fields: dict[str, Any],
    status: int,
    headers: dict[str, str],
    body: str,
    seconds: str,
) -> None:
    github.fault = always(Fault(Answer(status, {"message": body}, headers)))
    first, second = (relay.post("/task", json=fields) for _ in range(2))
    assert (first.status_code, first.headers["retry-after"]) == (503, seconds)
    assert first.json()["message"] == "GitHub limits the rate at present. Nothing was started."
    assert second.json()["message"] == "GitHub accepts no calls at present. Nothing was started."
    assert len(github.calls) == 1
