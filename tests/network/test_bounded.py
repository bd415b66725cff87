"""A call ends in time, whatever it waits for."""

import threading

import pytest

from orchestrator.network.bounded import within


def test_a_call_that_ends_gives_what_it_returns() -> None:
    assert within(30, lambda: "here") == "here"


def test_what_a_call_raises_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(ZeroDivisionError):
        within(30, lambda: 1 // 0)


def test_a_call_that_does_not_end_is_left_to_itself() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.01, never.wait)
    never.set()
