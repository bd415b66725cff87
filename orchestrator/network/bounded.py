"""A time limit for any call: libraries limit single reads, and name lookups have no limit at all."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """What `call` returns or raises within `seconds`; after that its thread is left to itself.

    Raises:
        TimeoutError: the call has not ended.
    """
    pool = ThreadPool(1)  # its threads are daemons: one that hangs does not keep the process alive
    try:
        return pool.apply_async(call).get(seconds)
    except multiprocessing.TimeoutError as error:
        raise TimeoutError(f"no end within {seconds:g} s") from error
    finally:
        pool.terminate()
