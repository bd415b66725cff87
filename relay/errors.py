"""Every answer that is not a success, as an error that knows its status and makes its sentence.

HTTPException                FastAPI's own
└── RequestError             what the sender is answered
    ├── BadBody              400   no JSON object, nested too deep, or with too many values
    ├── WrongEndpoint        400   /deploy for a later round, /update for the first
    ├── SecretMissing        401
    ├── SecretWrong          403
    ├── BodyTooSlow          408
    ├── BodyTooLarge         413
    ├── WrongFields          422
    └── Unavailable          503   GitHub did not take it, or did not answer
        └── NoRoom           503   too many large bodies at a time
OrchestratorError
├── CallFailed               a call to GitHub that brought no answer
└── SettingsError
    └── WrongSettings        exit 3   every setting that is missing or wrong, in one message
"""

import math
from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException

from orchestrator.errors import InvalidField, OrchestratorError, SettingsError

_REALM = {"WWW-Authenticate": 'Secret realm="the field secret of the JSON body"'}
_CLOSING = {"Connection": "close"}
"""The headers of an answer that ends the connection, because the rest of the body is not read."""


class RequestError(HTTPException):
    """The root of the answers: what fills `sentence` makes the message for the sender."""

    status, sentence = 400, "{}"
    fields: Sequence[InvalidField] = ()
    extra_headers: Mapping[str, str] = {}

    def __init__(self, *details: object) -> None:
        super().__init__(self.status, self.sentence.format(*details), dict(self.extra_headers))


class BadBody(RequestError):
    """The body is no JSON object, or one that no sender needs; nothing of it is quoted."""


class WrongEndpoint(RequestError):
    """The round belongs to the other endpoint."""

    def __init__(self, round_: int) -> None:
        super().__init__("Use /deploy for round 1" if round_ == 1 else "Use /update for rounds 2+")


class SecretMissing(RequestError):
    """No secret came along."""

    status, sentence = 401, "The field secret is missing, or is no text."
    extra_headers = _REALM


class SecretWrong(RequestError):
    """A secret came along, and it is none of ours."""

    status, sentence = 403, "The secret is wrong."


class BodyTooSlow(RequestError):
    """The body did not arrive in time."""

    status, sentence = 408, "The body did not arrive within {:g} seconds. Nothing was started."
    extra_headers = _CLOSING


class BodyTooLarge(RequestError):
    """The body is over the limit; the rest of it is not read."""

    status, sentence = 413, "The body is larger than {} bytes."
    extra_headers = _CLOSING


class WrongFields(RequestError):
    """Fields of the task are missing or wrong."""

    status = 422

    def __init__(self, fields: Sequence[InvalidField]) -> None:
        super().__init__("; ".join(map(str, fields)))
        self.fields = tuple(fields)


class Unavailable(RequestError):
    """GitHub did not take the event or did not answer, or it is not known what it did."""

    status = 503

    def __init__(self, message: str, retry_after: float) -> None:
        """Take a message that says what was and what was not done, and the seconds to wait."""
        self.extra_headers = {**self.extra_headers, "Retry-After": str(max(1, math.ceil(retry_after)))}
        super().__init__(message)


class NoRoom(Unavailable):
    """Too many large bodies are being received."""

    extra_headers = _CLOSING

    def __init__(self) -> None:
        super().__init__("Too many large requests are being received. Nothing was started.", 5.0)


class CallFailed(OrchestratorError):
    """A call to GitHub brought no answer; `sent` says whether GitHub can have seen it."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


class WrongSettings(SettingsError):
    """Settings are missing or wrong."""

    def __init__(self, expected: Mapping[str, str]) -> None:
        lines = "\n".join(f"{name}: expected {what}" for name, what in expected.items())
        OrchestratorError.__init__(self, lines)
