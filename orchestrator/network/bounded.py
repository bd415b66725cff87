"""A call that is waited for at most so long, whatever it waits for itself.

Libraries bound single reads: a peer that sends a byte of its headers now and then would hold them for ever,
and the lookup of a name knows no limit at all.
"""

import multiprocessing
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """What `call` returns or raises, within `seconds`; at their end it is left to itself, in its own thread.

    Raises:
        TimeoutError: it has not ended; what it does from now on is seen by nobody.
    """
    pool = ThreadPool(1)  # of daemon threads: one that hangs does not hold the process at its end
    try:
        return pool.apply_async(call).get(seconds)
    except multiprocessing.TimeoutError as error:
        raise TimeoutError(f"no end within {seconds:g} s") from error
    finally:
        pool.terminate()
