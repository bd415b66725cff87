"""GitHub refuses, is slow or down: what the sender is told, and that nothing is sent twice."""

import base64
import random
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from orchestrator.task.event import read_event
from tests.relay.conftest import Send, Start
from tests.relay.fake_github import Answer, Call, FakeGitHub, Fault

NOT_STARTED = "Nothing was started."
UNKNOWN = (
    "It is not known whether the task has started: {}. Send the same request again: a task that did start is "
    "recognised by its digest and not built twice."
)
REFUSED = {
    401: "GITHUB_TOKEN is wrong or has expired",
    403: "GITHUB_TOKEN lacks Contents: write on CONTROL_REPO, or that is archived",
    404: "CONTROL_REPO does not exist, or GITHUB_TOKEN may not write to it",
    422: "it finds the event malformed or too large",
    307: "CONTROL_REPO has moved, its new name must be set",
    409: "no reason is known",
}
NO_ANSWER = "the connection to GitHub broke off before the answer"

FAULTS: dict[str, tuple[Fault, str, str]] = {
    **{str(status): (Fault(Answer(status, {"message": "no"})),
                     f"GitHub refused the event with {status}: {reason}. {NOT_STARTED}", "300")
       for status, reason in REFUSED.items()},
    **{str(status): (Fault(Answer(status), does_the_work=True),
                     UNKNOWN.format(f"GitHub answered {status}"), "5")
       for status in (200, 202, 500, 502, 503, 504)},
    "silence": (Fault(silent=True), UNKNOWN.format("GitHub did not answer in time"), "5"),
    "cut": (Fault(cut=True), UNKNOWN.format(NO_ANSWER), "5"),
}  # fmt: skip


def large(size: int = 60_000) -> list[dict[str, str]]:
    """An attachment of `size` bytes that no compression makes small."""
    content = base64.b64encode(random.Random(7).randbytes(size)).decode()
    return [{"name": "noise.bin", "url": f"data:;base64,{content}"}]


@pytest.mark.parametrize("name", FAULTS)
def test_what_goes_wrong_is_a_503_that_says_what_was_done_and_nothing_is_sent_twice(
    start: Start, github: FakeGitHub, fields: dict[str, Any], name: str
) -> None:
    fault, message, retry_after = FAULTS[name]
    github.fault = lambda _: fault
    answer = start(ANSWER_SECONDS="1" if fault.silent else "10").post("/task", json=fields)
    assert (answer.status_code, answer.json()["message"]) == (503, message)
    assert (answer.headers["retry-after"], len(github.calls)) == (retry_after, 1)


def test_a_github_that_is_not_there_started_nothing(start: Start, fields: dict[str, Any]) -> None:
    answer = start(GITHUB_API_URL="http://127.0.0.1:9").post("/task", json=fields)
    message = f"The task was not sent: GitHub cannot be reached. {NOT_STARTED}"
    assert (answer.status_code, answer.json()["message"]) == (503, message)


def test_a_task_that_finds_no_free_connection_was_not_sent(
    start: Start, github: FakeGitHub, fields: dict[str, Any]
) -> None:
    relay = start(GITHUB_CONNECTIONS="1", ANSWER_SECONDS="2")
    gate, arrived = threading.Event(), threading.Event()

    def hold(_: Call) -> None:
        arrived.set()
        gate.wait(30)

    github.fault = hold
    first = threading.Thread(target=relay.post, args=("/task",), kwargs={"json": fields})
    first.start()
    assert arrived.wait(10)
    answer = relay.post("/task", json=fields | {"nonce": "second"})
    gate.set()
    first.join()
    message = f"The task was not sent: all connections to GitHub are busy. {NOT_STARTED}"
    assert (answer.json()["message"], len(github.calls)) == (message, 1)


def test_a_large_task_goes_through_a_blob_byte_for_byte(send: Send, github: FakeGitHub) -> None:
    assert send(attachments=large(5_000_000)).status_code == 200
    assert [call.path.rpartition("/")[2] for call in github.calls] == ["blobs", "dispatches"]
    (event,) = github.events
    assert "task" not in event["client_payload"]
    envelope = read_event(event, github.blobs.__getitem__, datetime.now(UTC))
    assert envelope.task.attachments[0].content == random.Random(7).randbytes(5_000_000)


@pytest.mark.parametrize(("size", "blobs"), [(59_000, 0), (61_000, 1)])
def test_sixty_thousand_bytes_are_the_border_between_payload_and_blob(
    send: Send, github: FakeGitHub, size: int, blobs: int
) -> None:
    send(brief="x" * (size - 500))
    assert len(github.blobs) == blobs


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(Answer(502)), "GitHub refused to store the task with 502: it may be down."),
        (Fault(Answer(201, {"sha": None})), "GitHub did not say where it stored the task."),
        (Fault(cut=True), f"The task could not be stored: {NO_ANSWER}."),
    ],
)
def test_a_task_that_cannot_be_stored_was_not_started(
    send: Send, github: FakeGitHub, fault: Fault, message: str
) -> None:
    github.fault = lambda call: fault if call.path.endswith("/blobs") else None
    answer = send(attachments=large())
    assert (answer.status_code, answer.json()["message"]) == (503, f"{message} {NOT_STARTED}")
    assert github.events == []


def test_a_limit_is_handed_on_and_kept(send: Send, github: FakeGitHub) -> None:
    limited = {"message": "You have exceeded a secondary rate limit."}
    github.fault = lambda _: Fault(Answer(403, limited, {"retry-after": "17"}))
    first, second = (send() for _ in range(2))
    assert (first.status_code, first.headers["retry-after"]) == (503, "17")
    assert first.json()["message"] == f"GitHub limits the rate at present. {NOT_STARTED}"
    assert second.json()["message"] == f"GitHub accepts no calls at present. {NOT_STARTED}"
    assert len(github.calls) == 1
