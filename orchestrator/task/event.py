"""Event ↔ Task: what the relay puts into a `repository_dispatch`, and how the workflow reads it."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from orchestrator.errors import InvalidField
from orchestrator.task.identity import repository_name, request_digest, task_id
from orchestrator.task.model import RepositoryName, Task

MAX_INLINE_BYTES = 60_000
"""Larger tasks go through a git blob; GitHub's own limit is 65,535 characters."""

MAX_TASK_BYTES = 64 * 1024 * 1024
"""The largest unpacked task."""


class Envelope(BaseModel):
    """An accepted task: the content of `task.json` and of the event's `client_payload`."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="ignore")

    schema_version: Literal[1] = Field(default=1, alias="schema")
    task_id: str = Field(pattern=r"^(deploy|update)-\d{8}-[0-9a-f]{8}$")
    received_at: AwareDatetime
    repo: RepositoryName | None = None
    round: int
    task: Task

    @property
    def digest(self) -> str:
        """The same for a repeated request."""
        return request_digest(self.task)


def seal(task: Task, received_at: datetime) -> Envelope:
    """The envelope of a task that was received at `received_at` (aware)."""
    return Envelope(
        task_id=task_id(task, received_at),
        received_at=received_at,
        repo=repository_name(task),
        round=task.round,
        task=task,
    )


def inline_payload(envelope: Envelope) -> dict[str, Any] | None:
    """The `client_payload` with the task in it, or None if that is larger than `MAX_INLINE_BYTES`."""
    payload = _head(envelope) | {"task": envelope.task.model_dump(mode="json", exclude_none=True)}
    return payload if len(json.dumps(payload)) <= MAX_INLINE_BYTES else None


def pack(task: Task) -> bytes:
    """The task as gzipped JSON for a git blob; the same task gives the same bytes."""
    return gzip.compress(task.model_dump_json(exclude_none=True).encode(), mtime=0)


def blob_payload(envelope: Envelope, blob_sha: str) -> dict[str, Any]:
    """The `client_payload` that names the blob with the result of `pack`."""
    return _head(envelope) | {"blob": blob_sha}


def read_event(event: Mapping[str, Any], read_blob: Callable[[str], bytes], now: datetime) -> Envelope:
    """Read a `repository_dispatch` or `workflow_dispatch` event, or a plain request.

    `read_blob` takes a blob's SHA and returns its bytes. `now` is the time of receipt of a form or request.

    Raises:
        InvalidField: a field is missing or wrong; it is named as in the event.
    """
    if not {"client_payload", "inputs"} & event.keys():
        return seal(read_task(event), now)
    payload = event.get("client_payload")
    if isinstance(payload, Mapping):
        return _read_payload(payload, read_blob)
    inputs = event.get("inputs")
    if isinstance(inputs, Mapping):
        return seal(_read_form(inputs, event), now)
    raise InvalidField("event", "a client_payload (repository_dispatch) or inputs (workflow_dispatch)")


def read_task(data: object) -> Task:
    """Validate a request.

    Raises:
        InvalidField: the first wrong field, named with dots and indices as it was sent.
    """
    try:
        return Task.model_validate(data)
    except ValidationError as error:
        raise _first_field(error) from error


def _head(envelope: Envelope) -> dict[str, Any]:
    return envelope.model_dump(mode="json", by_alias=True, exclude={"task"})


def _read_payload(payload: Mapping[str, Any], read_blob: Callable[[str], bytes]) -> Envelope:
    fields = dict(payload)
    if "blob" in fields:
        fields["task"] = _unpack(read_blob(str(fields.pop("blob"))))
    try:
        envelope = Envelope.model_validate(fields)
    except ValidationError as error:
        raise _first_field(error, "client_payload") from error
    if not envelope.task_id.endswith(envelope.digest[:8]):
        raise InvalidField("client_payload.task_id", "the digest of the task that came with it")
    if envelope.round != envelope.task.round:
        raise InvalidField("client_payload.round", "the round of the task that came with it")
    return envelope


def _unpack(packed: bytes) -> Any:  # noqa: ANN401 - any JSON
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(packed, MAX_TASK_BYTES)
        if not unpacker.eof:
            raise InvalidField(
                "client_payload.blob", f"a whole gzip stream of at most {MAX_TASK_BYTES} bytes"
            )
        return json.loads(text)
    except (zlib.error, ValueError, RecursionError) as error:
        raise InvalidField("client_payload.blob", f"gzipped JSON ({error})") from error


_FORM_EXAMPLES = {
    "checks": 'JSON such as ["There is a heading", {"js": "document.title.length > 0"}], or one sentence',
    "attachments": 'JSON such as [{"name": "data.csv", "url": "data:text/csv;base64,…"}]',
}


def _read_form(inputs: Mapping[str, Any], event: Mapping[str, Any]) -> Task:
    """The form of "Run workflow" has one-line boxes, so lists are JSON; an empty box means the default."""
    fields = {key: value for key, value in inputs.items() if value not in ("", None)}
    for name, example in _FORM_EXAMPLES.items():
        text = fields.get(name)
        if isinstance(text, str) and (text.lstrip()[:1] in "[{" or name == "attachments"):
            try:
                fields[name] = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise InvalidField(name, example) from error
    sender = event.get("sender")
    login = sender.get("login") if isinstance(sender, Mapping) else None
    fields.setdefault("round", 1)
    fields.setdefault("email", f"{login or 'owner'}@users.noreply.github.com")
    fields.setdefault("nonce", hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest())
    return read_task(fields)


_WORDS = {
    "missing": "a value, it is missing",
    "model_type": "an object",
    "timezone_aware": "a time with its time zone",
    "dict_type": "an object",
    "tuple_type": "a list",
    "string_too_short": "a text that is not empty",
    "string_too_long": "at most {max_length} characters",
    "too_long": "at most {max_length} entries",
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
}
"""Our words for pydantic's error types; the names in braces are pydantic's context."""

_FIELDS = {
    "email": "an e-mail address",
    "evaluation_url": "an http or https address",
    "repo": "a repository name of at most 100 letters, digits, dots, dashes and underscores, no dot first",
    "task_id": "deploy- or update-, a date as YYYYMMDD, and eight hexadecimal digits",
}
"""Our words for a pattern that does not match."""


def wrong_fields(error: ValidationError, prefix: str = "") -> list[InvalidField]:
    """All that pydantic found, in our words: "Input should be …" becomes "expected …"."""
    problems = error.errors(include_url=False, include_input=False)
    return [_wrong_field(problem, prefix) for problem in problems]


def _first_field(error: ValidationError, prefix: str = "") -> InvalidField:
    return wrong_fields(error, prefix)[0]


def _wrong_field(problem: ErrorDetails, prefix: str) -> InvalidField:
    parts = [prefix, *(str(part) for part in problem["loc"])]
    expected = problem["msg"]
    for opening in ("Value error, ", "Input should be ", "expected "):
        expected = expected.removeprefix(opening)
    if problem["type"] in _WORDS:
        expected = _WORDS[problem["type"]].format(**problem.get("ctx", {}))
    elif problem["type"] == "string_pattern_mismatch":
        expected = _FIELDS.get(parts[-1], expected)
    return InvalidField(".".join(part for part in parts if part) or "request", expected)
