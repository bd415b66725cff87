"""Why a callback was not delivered.

CallbackError                    exit 7
├── CallbackPending              may succeed later: repeated until the deadline, then by recovery
├── CallbackRefused              the evaluation URL refused it, or must not be called
└── NotPublished                 there is nothing to report
"""

from orchestrator.errors import CallbackError


class CallbackPending(CallbackError):
    """An attempt that may succeed when repeated."""

    def __init__(self, reason: str, status: int | None = None, retry_after: float | None = None) -> None:
        """Give the `reason`; `retry_after` is the wait in seconds that the evaluation URL asked for."""
        super().__init__(f"the evaluation URL did not accept the callback: {reason}")
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


class CallbackRefused(CallbackError):
    """The evaluation URL refused it, or must not be called; sending the same again is useless."""

    retryable = False

    def __init__(self, reason: str, status: int | None = None) -> None:
        """Give the `reason`, with the body of the answer."""
        super().__init__(f"the evaluation URL refused the callback: {reason}")
        self.reason = reason
        self.status = status


class NotPublished(CallbackError):
    """The app was not seen live, so no callback is sent."""

    def __init__(self, pages_url: str) -> None:
        """Name the address."""
        super().__init__(f"{pages_url} was not seen live, so no callback is sent")
