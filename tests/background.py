"""Calls in a thread of their own: the thread of the tests may belong to Playwright's event loop already."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def begin(call: Callable[[], Result]) -> Future[Result]:
    """Start a call; `result()` waits for its end."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(call)
    pool.shutdown(wait=False)
    return future


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """`asyncio.run`, wherever it is called."""
    return begin(lambda: asyncio.run(coroutine)).result()
