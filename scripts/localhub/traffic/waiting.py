"""The one place that makes time pass on purpose: latency and delays that a profile or a rule asks for."""

import time


def wait(seconds: float) -> None:
    """Let `seconds` pass, in a worker thread."""
    if seconds > 0:
        time.sleep(seconds)
