"""The callback's schedule, its answers and what is told of them, against an evaluator on loopback."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from orchestrator.errors import CallbackError
from orchestrator.publish.job import Job
from orchestrator.records import Publication, Receipt, Target
from orchestrator.report.callback import Callback
from orchestrator.report.errors import NotPublished
from orchestrator.report.stage import callback_deadline, notify
from orchestrator.runtime.deadline import Deadline
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


def job(
    evaluator: Evaluator | None, *, private: bool = True, seconds: float = 600.0, **changes: object
) -> Job:
    clock = Clock()
    settings = Settings(
        target_token=SecretStr("made-up"), api_url="http://127.0.0.1:9", allow_private_urls=private
    )
    target = Target(owner="owner", repo="tides", pages_url=PUBLICATION.pages_url)
    deadline = Deadline(clock.now() + timedelta(seconds=seconds), clock.now)
    return Job(settings, envelope(evaluator, **changes), target, deadline, sleep=clock.sleep, seconds=1.0)


def slept(made: Job) -> list[float]:
    clock = getattr(made.sleep, "__self__", None)
    assert isinstance(clock, Clock)
    return clock.slept


def send(made: Job) -> tuple[Receipt, CallbackError | None]:
    return Callback(made, PUBLICATION).send()


def test_the_body_is_exactly_the_seven_fields(evaluator: Evaluator) -> None:
    send(job(evaluator))
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


def test_errors_are_repeated_after_1_2_4_8_seconds_until_200(evaluator: Evaluator) -> None:
    evaluator.faults = [Rule("", status) for status in (500, 503, 429, 408)]
    made = job(evaluator)
    receipt, failure = send(made)
    assert receipt == Receipt(
        delivered=True, status_code=200, attempts=5, detail="the evaluation URL answered 200"
    )
    assert failure is None
    assert slept(made) == [1, 2, 4, 8]


def test_retry_after_is_honoured_also_on_a_refusal(evaluator: Evaluator) -> None:
    evaluator.faults = [Rule("", 503, {"Retry-After": "13"}), Rule("", 403, {"Retry-After": "7"})]
    made = job(evaluator)
    assert send(made)[0].delivered
    assert slept(made) == [13, 7]


def test_an_evaluator_that_asks_for_no_wait_is_not_hammered(evaluator: Evaluator) -> None:
    evaluator.faults = [Rule("", 503, {"Retry-After": "0"}, times=None)]
    made = job(evaluator, seconds=20)
    assert send(made)[0].attempts == 5
    assert slept(made) == [1, 2, 4, 8]


def test_a_wait_without_measure_leaves_the_callback_owed(evaluator: Evaluator) -> None:
    evaluator.faults = [Rule("", 429, {"Retry-After": "9" * 400}, times=None)]
    made = job(evaluator)
    receipt, failure = send(made)
    assert (receipt.attempts, slept(made)) == (1, [])
    assert failure
    assert failure.retryable


def test_a_redirect_to_nowhere_is_a_refusal(evaluator: Evaluator) -> None:
    evaluator.faults = [Rule("", 307, {"Location": "http://["}, times=None)]
    receipt, failure = send(job(evaluator))
    assert receipt.detail.startswith(
        "the evaluation URL refused the callback: only http and https addresses are called"
    )
    assert failure


def test_a_refusal_is_told_once_and_without_what_is_private(evaluator: Evaluator) -> None:
    said = json.dumps({"detail": "nonce 'nonce-1' of ada@example.com does not match"})
    evaluator.faults = [Rule("", 400, body=said)]
    made = job(evaluator)
    receipt, failure = send(made)
    assert receipt == Receipt(
        delivered=False,
        status_code=400,
        attempts=1,
        detail="the evaluation URL refused the callback: it answered 400: "
        '{"detail": "nonce \'***\' of *** does not match"}',
    )
    assert failure
    assert not failure.retryable
    assert slept(made) == []


def test_an_answer_is_shown_in_printable_characters(evaluator: Evaluator) -> None:
    evaluator.faults = [Rule("", 400, body="\x00\x1b[31mno\u202e\n::error::way")]
    assert send(job(evaluator))[0].detail.endswith("it answered 400: [31mno : :error: :way")


def test_at_the_deadline_the_callback_stays_owed(evaluator: Evaluator) -> None:
    evaluator.faults = [Rule("", 500, body="down", times=None)]
    made = job(evaluator, seconds=20)
    receipt, failure = send(made)
    assert receipt.detail == "the evaluation URL did not accept the callback: it answered 500: down"
    assert (receipt.delivered, receipt.attempts) == (False, 5)
    assert failure
    assert failure.retryable


def test_a_huge_200_counts(evaluator: Evaluator) -> None:
    evaluator.faults = [Rule("", 200, body="x" * 5_000_000)]
    receipt, _ = send(job(evaluator))
    assert (receipt.delivered, receipt.attempts) == (True, 1)


def test_a_private_address_is_refused_for_good(evaluator: Evaluator) -> None:
    receipt, failure = send(job(evaluator, private=False))
    assert receipt.detail == "the evaluation URL refused the callback: its address is not a public one"
    assert failure
    assert not failure.retryable
    assert evaluator.callbacks == []


def test_nothing_is_sent_for_what_is_not_live(evaluator: Evaluator) -> None:
    with pytest.raises(NotPublished):
        notify(job(evaluator), PUBLICATION.model_copy(update={"live": False}))
    assert evaluator.callbacks == []


def test_a_task_without_an_evaluation_url_owes_nothing() -> None:
    receipt, failure = notify(job(None), PUBLICATION)
    assert receipt.detail == "the task names no evaluation URL, so no callback is sent"
    assert failure is None


def test_a_status_that_cannot_be_recorded_does_not_undo_the_callback(
    evaluator: Evaluator, caplog: pytest.LogCaptureFixture
) -> None:
    receipt, failure = notify(job(evaluator), PUBLICATION)
    assert (receipt.delivered, failure) == (True, None)
    assert caplog.messages[-1] == ("record the callback on the commit: no answer (ConnectionError)")


@pytest.mark.parametrize(("late", "left"), [(-9000, 600), (0, 600), (500, 100), (590, 60), (90_000, 60)])
def test_a_late_run_still_has_a_minute_and_a_fast_clock_gains_no_time(late: float, left: float) -> None:
    now = RECEIVED + timedelta(seconds=late)
    assert callback_deadline(RECEIVED, 600, now).at == now + timedelta(seconds=left)


def test_an_answer_without_a_word_is_told_by_its_status(evaluator: Evaluator) -> None:
    evaluator.faults.append(Rule("", 410, body=" "))
    assert send(job(evaluator))[0].detail == "the evaluation URL refused the callback: it answered 410"
