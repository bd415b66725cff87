"""The callback's schedule, its answers and what is told of them, against an evaluator on loopback."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from orchestrator.errors import CallbackError
from orchestrator.publish.job import Job
from orchestrator.records import Publication, Target
from orchestrator.report.callback import send_callback
from orchestrator.report.stage import notify
from orchestrator.runtime.deadline import Deadline, task_deadline
from orchestrator.settings import Settings
from scripts.localhub.traffic.faults import Rule
from tests.publish.evaluator import Evaluator
from tests.publish.kit import RECEIVED, Clock, envelope

PUBLICATION = Publication(
    repo_url="https://github.com/owner/tides",
    commit_sha="a" * 40,
    pages_url="https://owner.github.io/tides/",
    live=True,
    pushed=True,
)


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    running = Evaluator()
    yield running
    running.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def job(evaluator: Evaluator | None, clock: Clock, *, private: bool = True, seconds: float = 600.0) -> Job:
    api = "http://127.0.0.1:9"
    settings = Settings(target_token=SecretStr("made-up"), api_url=api, allow_private_urls=private)
    target = Target(owner="owner", repo="tides", pages_url=PUBLICATION.pages_url)
    deadline = Deadline.after(seconds, clock.now)
    return Job(settings, envelope(evaluator), target, deadline, sleep=clock.sleep, seconds=1.0)


def test_the_body_is_exactly_the_seven_fields(evaluator: Evaluator, clock: Clock) -> None:
    send_callback(job(evaluator, clock), PUBLICATION)
    assert evaluator.callbacks == [
        {
            "email": "ada@example.com",
            "task": "tide-table",
            "round": 1,
            "nonce": "nonce-1",
            "repo_url": "https://github.com/owner/tides",
            "commit_sha": "a" * 40,
            "pages_url": "https://owner.github.io/tides/",
        }
    ]


REFUSED = "the evaluation URL refused the callback: "
PENDING = "the evaluation URL did not accept the callback: "
ACCEPTED = "the evaluation URL answered 200"
PRIVATE = json.dumps({"detail": "nonce 'nonce-1' of ada@example.com does not match"})
SHOWN = PRIVATE.replace("nonce-1", "***").replace("ada@example.com", "***")

ANSWERS: dict[str, tuple[list[Rule], str, list[float], bool]] = {
    "errors, then 200": ([Rule("", status) for status in (500, 503, 429, 408)], ACCEPTED, [1, 2, 4, 8], True),
    "Retry-After": (
        [Rule("", 503, {"Retry-After": "13"}), Rule("", 403, {"Retry-After": "7"})], ACCEPTED, [13, 7], True),
    "a huge 200": ([Rule("", 200, body="x" * 5_000_000)], ACCEPTED, [], True),
    "no wait asked for, until the deadline": (
        [Rule("", 503, {"Retry-After": "0"}, " ", times=None)],
        PENDING + "it answered 503", [1, 2, 4, 8], True),
    "errors until the deadline": (
        [Rule("", 500, body="down", times=None)], PENDING + "it answered 500: down", [1, 2, 4, 8], True),
    "a wait without measure": (
        [Rule("", 429, {"Retry-After": "9" * 400}, " ", times=None)], PENDING + "it answered 429", [], True),
    "a redirect to nowhere": (
        [Rule("", 307, {"Location": "http://["}, times=None)],
        REFUSED + "only http and https addresses are called", [], False),
    "a refusal that repeats what is private": (
        [Rule("", 400, body=PRIVATE)], f"{REFUSED}it answered 400: {SHOWN}", [], False),
    "what cannot be printed": (
        [Rule("", 400, body="\x00\x1b[31mno\u202e\n::error::way")],
        REFUSED + "it answered 400: [31mno : :error: :way", [], False),
    "no word": ([Rule("", 410, body=" ")], REFUSED + "it answered 410", [], False),
}  # fmt: skip
"""Answers → the receipt's detail, the waits, and whether sending again later can help."""


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_is_repeated_as_it_asks_and_told_in_one_sentence(
    evaluator: Evaluator, clock: Clock, name: str
) -> None:
    faults, detail, waits, retryable = ANSWERS[name]
    evaluator.faults = list(faults)
    receipt, failure = send_callback(job(evaluator, clock, seconds=30), PUBLICATION)
    delivered = detail == ACCEPTED
    assert (receipt.detail, receipt.delivered, receipt.attempts) == (detail, delivered, len(waits) + 1)
    assert clock.slept == waits
    assert delivered == (failure is None)
    assert failure is None or failure.retryable == retryable


def test_a_private_address_is_refused_for_good(evaluator: Evaluator, clock: Clock) -> None:
    receipt, failure = send_callback(job(evaluator, clock, private=False), PUBLICATION)
    assert receipt.detail == f"{REFUSED}its address is not a public one"
    assert failure
    assert not failure.retryable
    assert evaluator.callbacks == []


def test_nothing_is_sent_for_what_is_not_live(evaluator: Evaluator, clock: Clock) -> None:
    with pytest.raises(CallbackError):
        notify(job(evaluator, clock), PUBLICATION.model_copy(update={"live": False}))
    assert evaluator.callbacks == []


def test_a_task_without_an_evaluation_url_owes_nothing(clock: Clock) -> None:
    receipt, failure = notify(job(None, clock), PUBLICATION)
    assert receipt.detail == "the task names no evaluation URL, so no callback is sent"
    assert failure is None


def test_a_status_that_cannot_be_recorded_does_not_undo_the_callback(
    evaluator: Evaluator, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    receipt, failure = notify(job(evaluator, clock), PUBLICATION)
    assert (receipt.delivered, failure) == (True, None)
    assert caplog.messages[-1] == "record the callback on the commit: no answer (ConnectionError)"


@pytest.mark.parametrize(("late", "left"), [(-9000, 600), (0, 600), (500, 100), (590, 60), (90_000, 60)])
def test_a_late_run_still_has_a_minute_and_a_fast_clock_gains_no_time(late: float, left: float) -> None:
    now = RECEIVED + timedelta(seconds=late)
    assert task_deadline(RECEIVED, 600, 60, now).at == now + timedelta(seconds=left)
