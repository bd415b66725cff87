"""A call that is waited for at most so long, whatever it waits for itself.

Libraries bound single reads: a peer that sends a byte of its headers now and then would hold them for ever,
and the lookup of a name knows no limit at all.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """What `call` returns or raises, within `seconds`; at their end it is left to itself, in its own thread.

    Raises:
        TimeoutError: it has not ended; what it does from now on is seen by nobody.
    """
    outcome: Future[T] = Future()
    threading.Thread(target=_run, args=(call, outcome), daemon=True).start()
    return outcome.result(seconds)


def _run(call: Callable[[], T], outcome: "Future[T]") -> None:
    try:
        outcome.set_result(call())
    except BaseException as error:  # noqa: BLE001 - handed on to who waits, and judged there
        outcome.set_exception(error)
