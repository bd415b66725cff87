"""Every answer that is not a success, as an error that knows its status and makes its sentence.

OrchestratorError
├── Refused                  what the sender is answered
│   ├── NotJson              400
│   ├── TooComplex           400   nested too deep, or too many values
│   ├── WrongDoor            400   /deploy for a later round, /update for the first
│   ├── SecretMissing        401
│   ├── SecretWrong          403
│   ├── BodyTooSlow          408
│   ├── BodyTooLarge         413
│   ├── WrongFields          422
│   └── Unavailable          503   GitHub did not take it, or did not answer
└── CallFailed               a call to GitHub that brought no answer
    ├── NotSent              GitHub cannot have seen it
    └── OutcomeUnknown       it was sent, and then nothing came back
"""

import math
from collections.abc import Mapping, Sequence

from orchestrator.errors import InvalidField, OrchestratorError

AGAIN = "Send the same request again: a task that did start is recognised by its digest and not built twice."


class Refused(OrchestratorError):
    """The root of the answers: `status` is the HTTP status, the message is for the sender."""

    status = 400
    fields: Sequence[InvalidField] = ()

    def __init__(self, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Take the message and the headers that go with it."""
        super().__init__(message)
        self.headers = dict(headers or {})


class NotJson(Refused):
    """The body cannot be read."""

    def __init__(self, reason: str) -> None:
        """Say where the parser stopped; nothing of the body is quoted."""
        super().__init__(f"The body is not JSON: {reason}.")


class TooComplex(Refused):
    """The body is JSON that no sender needs."""

    def __init__(self, what: str, limit: int) -> None:
        """Name `what` there is too much of, and the `limit`."""
        super().__init__(f"The body has {what}; at most {limit} are taken.")


class WrongDoor(Refused):
    """The round belongs to the other endpoint."""

    def __init__(self, round_: int) -> None:
        """Name the endpoint that takes this round."""
        super().__init__(
            "Use /deploy for round 1" if round_ == 1 else "Use /update for rounds 2+",
        )


class SecretMissing(Refused):
    """No secret came along."""

    status = 401

    def __init__(self) -> None:
        realm = 'Secret realm="the field secret of the JSON body"'
        super().__init__("The field secret is missing, or is no text.", {"WWW-Authenticate": realm})


class SecretWrong(Refused):
    """A secret came along, and it is none of ours."""

    status = 403

    def __init__(self) -> None:
        super().__init__("The secret is wrong.")


class BodyTooSlow(Refused):
    """The body did not arrive in time."""

    status = 408

    def __init__(self, seconds: float) -> None:
        """Name the limit in `seconds`."""
        message = f"The body did not arrive within {seconds:g} seconds. Nothing was started."
        super().__init__(message, {"Connection": "close"})


class BodyTooLarge(Refused):
    """The body is over the limit; the rest of it is not read."""

    status = 413

    def __init__(self, limit: int) -> None:
        """Name the `limit` in bytes."""
        super().__init__(f"The body is larger than {limit} bytes.", {"Connection": "close"})


class WrongFields(Refused):
    """Fields of the task are missing or wrong."""

    status = 422

    def __init__(self, fields: Sequence[InvalidField]) -> None:
        """Put every one of `fields` into the sentence, and into the answer as a list."""
        super().__init__("; ".join(str(field) for field in fields))
        self.fields = tuple(fields)


class Unavailable(Refused):
    """GitHub did not take the event or did not answer, or it is not known what it did."""

    status = 503

    def __init__(self, message: str, retry_after: float) -> None:
        """Take a message that says what was and what was not done, and the seconds to wait."""
        super().__init__(message, {"Retry-After": str(max(1, math.ceil(retry_after)))})


class CallFailed(OrchestratorError):
    """A call to GitHub brought no answer; the message says why."""


class NotSent(CallFailed):
    """GitHub cannot have seen the call."""


class OutcomeUnknown(CallFailed):
    """The call was sent, and what became of it is not known."""
