"""Request → Task: read the body within its limits, check the secret, and only then look at the fields."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_core import from_json
from starlette.requests import Request

from orchestrator.errors import InvalidField
from orchestrator.task.event import wrong_fields
from orchestrator.task.model import Task
from relay.errors import (
    BadBody,
    BodyTooLarge,
    BodyTooSlow,
    NoRoom,
    RequestError,
    SecretMissing,
    SecretWrong,
    WrongEndpoint,
    WrongFields,
)
from relay.settings import Settings

FIRST_ROUND = range(1, 2)
LATER_ROUNDS = range(2, 1001)
ANY_ROUND = range(1, 1001)

MAX_DEPTH = 32
MAX_VALUES = 20_000
"""Values in objects and lists together; 200 checks and 50 attachments are some 600."""

_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))

FREE_BYTES = 65_536
"""Of each body, that take no room: together they are bounded by the number of connections."""

UNKNOWN_BYTES = 16_000_000
KNOWN_BYTES = 64_000_000
"""Of all larger bodies together, from senders whose secret was not seen yet, and was seen."""

_SECRET_FIELD = re.compile(rb'"secret"\s*+:\s*+("(?:[^"\\]|\\.)*+")', re.DOTALL)
_EXPECTED = "expected a JSON object with the fields of a task"
_TOO_MANY_VALUES = f"The body has too many keys and values; at most {MAX_VALUES} are taken."

_OTHER_FORMATS = {
    b"\x1f\x8b": "it is compressed, and must be sent as it is",
    b"\xff\xfe": "it is UTF-16, and must be sent as UTF-8",
    b"\xfe\xff": "it is UTF-16, and must be sent as UTF-8",
}
"""How a body begins that only looks broken, and what to say of it."""


class BodyReader:
    """Reads bodies within limits: of one body, and of all that are held at the same time.

    Until the secret is seen, the room for large bodies is small, and shared by all senders without one. It
    is searched in the first bytes; a sender that writes it last is served as long as there is room.
    """

    def __init__(self, settings: Settings) -> None:
        """Take the limits of one body, and the secrets."""
        self._limit, self._seconds = settings.max_body_bytes, settings.body_seconds
        self._secrets = settings.allowed_secrets
        self._room = {True: max(KNOWN_BYTES, self._limit), False: max(UNKNOWN_BYTES, self._limit)}

    @asynccontextmanager
    async def read(self, request: Request) -> AsyncIterator[bytearray]:
        """The body; its room is taken until the end of the `with`.

        Raises:
            BodyTooLarge: it says that it is larger than the limit, or turns out to be.
            BodyTooSlow: it did not arrive in time.
            NoRoom: too many large bodies are being received.
        """
        stated = request.headers.get("content-length", "")
        if stated.isdecimal() and (len(stated) > 18 or int(stated) > self._limit):
            raise BodyTooLarge(self._limit)
        body, known, taken = bytearray(), False, 0
        try:
            async with self._in_time():
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > self._limit:
                        raise BodyTooLarge(self._limit)
                    if len(body) > FREE_BYTES:
                        known = known if taken else self._has_secret(bytes(body[:FREE_BYTES]))
                        if len(body) - taken > self._room[known]:
                            raise NoRoom
                        self._room[known] -= len(body) - taken
                        taken = len(body)
            yield body
        finally:
            self._room[known] += taken

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._seconds):
                yield
        except TimeoutError as error:
            raise BodyTooSlow(self._seconds) from error

    def _has_secret(self, start: bytes) -> bool:
        for match in islice(_SECRET_FIELD.finditer(start), 8):
            with contextlib.suppress(ValueError, RequestError):
                check_secret(json.loads(match[1]), self._secrets)
                return True
        return False


def parse_task(body: bytes | bytearray, secrets: Sequence[SecretStr], rounds: range) -> Task:
    """The task that a body asks for.

    Raises:
        RequestError: one of its subclasses; the secret is checked before anything is said about the fields.
    """
    if not body.strip():
        raise BadBody(f"The body is empty: {_EXPECTED}.")
    check_shape(body)
    fields = _parse_json(body)
    if not isinstance(fields, dict):
        raise BadBody(f"The body is something else: {_EXPECTED}.")
    check_secret(fields.get("secret"), secrets)
    task = _parse_fields(fields)
    if task.round not in rounds:
        raise WrongEndpoint(task.round)
    return task


def check_shape(body: bytes | bytearray) -> None:
    """Count values and levels outside of strings, before anything is built from them.

    Whether it is JSON at all is for the parser to say. Every step is one quick pass over the bytes.

    Raises:
        BadBody: more than `MAX_VALUES` values, or nested deeper than `MAX_DEPTH`.
    """
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if unescaped.count(b'"') > 4 * MAX_VALUES:  # a key and a text for each value
        raise BadBody(_TOO_MANY_VALUES)
    skeleton = b"".join(unescaped.split(b'"')[::2])
    if sum(map(skeleton.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise BadBody(_TOO_MANY_VALUES)
    depth = 0
    for bracket in skeleton.translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise BadBody(f"The body has too many levels of nesting; at most {MAX_DEPTH} are taken.")
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


def _parse_json(body: bytes | bytearray) -> Any:  # noqa: ANN401 - any JSON
    try:
        return from_json(body.removeprefix(b"\xef\xbb\xbf"), allow_inf_nan=False)
    except ValueError as error:
        other = next((what for opening, what in _OTHER_FORMATS.items() if body.startswith(opening)), None)
        raise BadBody(f"The body is not JSON: {other or error}.") from error


def _parse_fields(fields: Mapping[str, Any]) -> Task:
    wrong: list[InvalidField] = []
    try:
        task = Task.model_validate(fields)
    except ValidationError as error:
        wrong = wrong_fields(error)
    if isinstance(fields.get("round"), str):  # the form of "Run workflow" sends text, JSON has numbers
        others = [field for field in wrong if field.field != "round"]
        wrong = [InvalidField("round", "an integer of 1 or more, not text"), *others]
    if wrong:
        raise WrongFields(wrong)
    return task
