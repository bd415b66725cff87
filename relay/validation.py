"""Request → Task: read the body within its limits, ask for the secret, and only then look at the fields."""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_core import from_json
from starlette.requests import Request

from orchestrator.errors import InvalidField
from orchestrator.task.event import wrong_fields
from orchestrator.task.model import Task
from relay.body_shape import check_shape
from relay.errors import (
    BodyTooLarge,
    BodyTooSlow,
    NotJson,
    SecretMissing,
    SecretWrong,
    WrongDoor,
    WrongFields,
)

FIRST_ROUND = range(1, 2)
LATER_ROUNDS = range(2, 1001)
ANY_ROUND = range(1, 1001)

_OTHER_FORMS = {
    b"\x1f\x8b": "it is compressed, and must be sent as it is",
    b"\xff\xfe": "it is UTF-16, and must be sent as UTF-8",
    b"\xfe\xff": "it is UTF-16, and must be sent as UTF-8",
}
"""How a body begins that only looks broken, and what to say of it."""


async def read_body(request: Request, limit: int, seconds: float) -> bytes:
    """The body, of which at most `limit` bytes are ever held.

    Raises:
        BodyTooLarge: it says that it is larger, or turns out to be.
        BodyTooSlow: it was not there after `seconds`.
    """
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and (len(stated) > 18 or int(stated) > limit):
        raise BodyTooLarge(limit)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise BodyTooLarge(limit)
    except TimeoutError as error:
        raise BodyTooSlow(seconds) from error
    return bytes(body)


def admit(body: bytes, secrets: Sequence[SecretStr], rounds: range) -> Task:
    """The task that a body asks for.

    Raises:
        Refused: one of its subclasses; the secret is judged before anything is said about the fields.
    """
    check_shape(body)
    fields = _parse(body)
    check_secret(fields.get("secret") if isinstance(fields, dict) else None, secrets)
    task = _task(fields)
    if task.round not in rounds:
        raise WrongDoor(task.round)
    return task


def check_secret(sent: object, secrets: Sequence[SecretStr]) -> None:
    """Compare with every secret, in the same time whichever it is.

    Raises:
        SecretMissing: nothing was sent, or no text.
        SecretWrong: it is none of `secrets`.
    """
    if not isinstance(sent, str) or not sent:
        raise SecretMissing
    digest = _sha256(sent)
    equal = [hmac.compare_digest(digest, _sha256(secret.get_secret_value())) for secret in secrets]
    if not any(equal):
        raise SecretWrong


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _parse(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return from_json(body.removeprefix(b"\xef\xbb\xbf"), allow_inf_nan=False)
    except ValueError as error:
        other = next((what for opening, what in _OTHER_FORMS.items() if body.startswith(opening)), None)
        raise NotJson(other or str(error)) from error


def _task(fields: Mapping[str, Any]) -> Task:
    wrong = []
    if isinstance(fields.get("round"), str):  # the form of "Run workflow" sends text, JSON has numbers
        wrong.append(InvalidField("round", "an integer of 1 or more, not text"))
    try:
        task = Task.model_validate(fields)
    except ValidationError as error:
        named = {field.field for field in wrong}
        others = [field for field in wrong_fields(error) if field.field not in named]
        raise WrongFields(wrong + others) from error
    if wrong:
        raise WrongFields(wrong)
    return task
