"""Request → Task: read the body within its limits, check the secret, and only then look at the fields."""

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
from relay.errors import (
    BodyTooLarge,
    BodyTooSlow,
    NotJson,
    SecretMissing,
    SecretWrong,
    TooComplex,
    WrongEndpoint,
    WrongFields,
)

FIRST_ROUND = range(1, 2)
LATER_ROUNDS = range(2, 1001)
ANY_ROUND = range(1, 1001)

MAX_DEPTH = 32
MAX_VALUES = 20_000
"""Values in objects and lists together; 200 checks and 50 attachments are some 600."""

_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

_OTHER_FORMATS = {
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


def parse_task(body: bytes, secrets: Sequence[SecretStr], rounds: range) -> Task:
    """The task that a body asks for.

    Raises:
        RequestError: one of its subclasses; the secret is checked before anything is said about the fields.
    """
    check_shape(body)
    fields = _parse_json(body)
    check_secret(fields.get("secret") if isinstance(fields, dict) else None, secrets)
    task = _parse_fields(fields)
    if task.round not in rounds:
        raise WrongEndpoint(task.round)
    return task


def check_shape(body: bytes) -> None:
    """Count values and levels outside of strings, before anything is built from them.

    Whether it is JSON at all is for the parser to say. Every step is one quick pass over the bytes.

    Raises:
        TooComplex: more than `MAX_VALUES` values, or nested deeper than `MAX_DEPTH`.
    """
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if unescaped.count(b'"') > 4 * MAX_VALUES:  # a key and a text for each value
        raise TooComplex("too many keys and values", MAX_VALUES)
    skeleton = b"".join(unescaped.split(b'"')[::2])
    if sum(map(skeleton.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise TooComplex("too many keys and values", MAX_VALUES)
    depth = 0
    for bracket in skeleton.translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise TooComplex("too many levels of nesting", MAX_DEPTH)
        if depth < 0:
            return


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


def _parse_json(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return from_json(body.removeprefix(b"\xef\xbb\xbf"), allow_inf_nan=False)
    except ValueError as error:
        other = next((what for opening, what in _OTHER_FORMATS.items() if body.startswith(opening)), None)
        raise NotJson(other or str(error)) from error


def _parse_fields(fields: Mapping[str, Any]) -> Task:
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
