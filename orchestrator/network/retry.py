"""Retries: only after errors that may pass, only until a deadline."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from orchestrator.runtime.deadline import Deadline

logger = logging.getLogger(__name__)

T = TypeVar("T")
Sleep = Callable[[float], None]

LONGEST = 366 * 86400.0
"""Seconds: the longest wait that is believed, so that dates stay computable."""


def retrying(
    call: Callable[[], T],
    *,
    on: type[Exception],
    deadline: Deadline,
    sleep: Sleep = time.sleep,
    first: float = 1.0,
    most: float = 60.0,
    attempts: int | None = 8,
) -> T:
    """Call until it returns, waiting `first`, 2 · `first`, 4 · `first` … up to `most` seconds in between.

    If the error has a `retry_after` above 0, that is the wait. A wait that would end after the deadline is
    not begun.

    Raises:
        The last error: it is not one of `on`, `attempts` are used up, or the deadline is near.
    """

    def wait(state: RetryCallState) -> float:
        asked = getattr(_error(state), "retry_after", None)
        doubled: float = min(most, first * 2.0 ** (state.attempt_number - 1))
        return float(asked) if asked else doubled

    def stop(state: RetryCallState) -> bool:
        used_up = attempts is not None and state.attempt_number >= attempts
        return used_up or state.upcoming_sleep >= deadline.remaining()

    def log(state: RetryCallState) -> None:
        logger.info("%s; trying again in %.1f s", _error(state), state.upcoming_sleep)

    retry = retry_if_exception_type(on)
    return Retrying(retry=retry, wait=wait, stop=stop, sleep=sleep, before_sleep=log, reraise=True)(call)


def seconds_asked(retry_after: str | None, now: datetime) -> float | None:
    """The seconds of a `Retry-After` header, a number or a date; None if absent or unreadable."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            moment = parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (aware - now).total_seconds()
    return min(LONGEST, max(0.0, seconds))


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
