"""Repeating a call: only after errors that say they may pass, only until a deadline."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from orchestrator.runtime.deadline import Deadline

logger = logging.getLogger(__name__)

T = TypeVar("T")
Sleep = Callable[[float], None]

LONGEST = 366 * 86400.0
"""Seconds: nobody asks in earnest for a longer wait, and dates stay computable."""


class Passing(Protocol):
    """An error that may pass."""

    retry_after: float | None
    """Seconds that the other side asked to wait; None if it named none. 0 is no wait that could help."""


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

    An error with a `retry_after` decides its own wait. A wait that would end after the deadline is not begun.
    The error's own sentence goes to the log. `sleep` is replaceable for tests.

    Raises:
        The last error, when it is not one of `on`, when `attempts` are used up, or at the deadline.
    """

    def wait(state: RetryCallState) -> float:
        asked = getattr(_error(state), "retry_after", None)
        doubled: float = min(most, first * 2.0 ** (state.attempt_number - 1))
        return float(asked) if asked else doubled

    def stop(state: RetryCallState) -> bool:
        used_up = attempts is not None and state.attempt_number >= attempts
        return used_up or state.upcoming_sleep >= deadline.remaining()

    def tell(state: RetryCallState) -> None:
        logger.info("%s; trying again in %.1f s", _error(state), state.upcoming_sleep)

    retry = retry_if_exception_type(on)
    return Retrying(retry=retry, wait=wait, stop=stop, sleep=sleep, before_sleep=tell, reraise=True)(call)


def seconds_asked(retry_after: str | None, now: datetime) -> float | None:
    """The seconds of a `Retry-After` header, which holds a number or a date; None if absent or unreadable."""
    if not retry_after:
        return None
    try:
        return min(LONGEST, max(0.0, float(retry_after)))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(LONGEST, max(0.0, (aware - now).total_seconds()))


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
