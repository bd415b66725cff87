import logging
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.network.retry import LONGEST, retrying, seconds_asked
from orchestrator.runtime.deadline import Deadline
from tests.publish.kit import Clock


class Passing(Exception):
    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("GitHub answered 502")
        self.retry_after = retry_after


class Failing:
    """Raises its errors one after the other, then returns `done`."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def attempt(call: Failing, clock: Clock, seconds: float = 600.0, attempts: int | None = 8) -> str:
    deadline = Deadline(clock.now() + timedelta(seconds=seconds), clock.now)
    return retrying(call, on=Passing, deadline=deadline, sleep=clock.sleep, attempts=attempts)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [([None] * 8, [1, 2, 4, 8, 16, 32, 60, 60]), ([17], [17]), ([0, 0, 0], [1, 2, 4])],
    ids=["doubled up to a minute", "as asked", "no time does not help"],
)
def test_between_attempts_it_waits(asked: list[float | None], waits: list[float]) -> None:
    clock = Clock()
    assert attempt(Failing(*map(Passing, asked)), clock, attempts=None) == "done"
    assert clock.slept == waits


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    clock = Clock()
    with pytest.raises(Passing):
        attempt(Failing(Passing(retry_after=30)), clock, seconds=20)
    assert clock.slept == []


def test_other_errors_are_not_repeated() -> None:
    call = Failing(ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        attempt(call, Clock())
    assert call.calls == 1


def test_attempts_are_counted() -> None:
    call = Failing(*[Passing() for _ in range(5)])
    with pytest.raises(Passing):
        attempt(call, Clock(), attempts=3)
    assert call.calls == 3


def test_the_log_says_what_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    attempt(Failing(Passing(retry_after=2)), Clock())
    assert caplog.messages == ["GitHub answered 502; trying again in 2.0 s"]


NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Fri, 02 Jan 2026 12:01:00 GMT", 60.0),
        ("Fri, 02 Jan 2026 11:00:00 GMT", 0.0),
        ("-5", 0.0),
        ("nan", 0.0),
        ("1e400", LONGEST),
        ("99999999999999", LONGEST),
        ("Sat, 02 Jan 2126 12:01:00 GMT", LONGEST),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float | None) -> None:
    assert seconds_asked(header, NOON) == seconds
