"""Why a callback did not arrive.

CallbackError                    exit 7
├── CallbackPending              may pass: is repeated until the deadline, then owed
├── CallbackRefused              the evaluation URL said no, or must not be called
└── NothingLive                  there is nothing to report
"""

from orchestrator.errors import CallbackError


class CallbackPending(CallbackError):
    """An attempt that may succeed when repeated."""

    def __init__(self, reason: str, status: int | None = None, retry_after: float | None = None) -> None:
        """Give the `reason`; `retry_after` is the wait in seconds that the other side asked for."""
        super().__init__(f"the evaluation URL did not take the callback: {reason}")
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


class CallbackRefused(CallbackError):
    """The evaluation URL said no, or must not be called; sending the same again is useless."""

    retryable = False

    def __init__(self, reason: str, status: int | None = None) -> None:
        """Give the `reason`, with the body of the answer."""
        super().__init__(f"the evaluation URL refused the callback: {reason}")
        self.reason = reason
        self.status = status


class NothingLive(CallbackError):
    """The publication was not seen live, so no callback is sent."""

    def __init__(self, pages_url: str) -> None:
        """Name the address."""
        super().__init__(f"{pages_url} was not seen live, so no callback is sent")
