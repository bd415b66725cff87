"""The Task, in every form that real senders send, normalised to one."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from orchestrator.errors import InputError
from orchestrator.task.attachments import decode_data_uri
from orchestrator.text.paths import checked_path

RESERVED_NAMES = frozenset({"deployment.json"})
"""Attachment names that the publisher writes itself."""

MAX_ATTACHMENTS = 50

_HTTP_URL = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://(\[[0-9A-Fa-f:.]+\]|[^\s\x00-\x1f\x7f/?#@:\[\]\\]+)"
    r"(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
    r"([/?#][^\x00-\x1f\x7f]*)?$"
)
"""What can be called at all; whether it may be is asked when it is (`orchestrator.network.http`)."""


RepositoryName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$")]


class Check(BaseModel):
    """One check: JavaScript for the page, or a sentence."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["js", "text"]
    body: Annotated[str, Field(min_length=1, max_length=20_000)]


class Attachment(BaseModel):
    """A file sent along as a `data:` URI."""

    model_config = ConfigDict(frozen=True)

    name: str
    url: str = Field(repr=False)

    @field_validator("name")
    @classmethod
    def _safe_name(cls, name: str) -> str:
        if name.lower() in RESERVED_NAMES:
            raise ValueError(f"expected another name than {name}, which the publisher writes itself")
        return _raising_value_error(checked_path, name)

    @field_validator("url")
    @classmethod
    def _data_uri(cls, url: str) -> str:
        return _raising_value_error(decode_data_uri, url)

    @property
    def content(self) -> bytes:
        """The decoded bytes."""
        return decode_data_uri(self.url)


def _raising_value_error(check: Callable[[str], object], value: str) -> str:
    """Run `check`, whose InputError becomes the ValueError that pydantic collects, and return `value`."""
    try:
        check(value)
    except InputError as error:
        raise ValueError(error.expected) from error
    return value


def _one_brief(value: object) -> object:
    """Join the older form `{"name": …, "description": …}` into one text, the name as its first line."""
    if isinstance(value, dict):
        parts = [value.get(key) for key in ("name", "description")]
        if not any(parts) or any(part is not None and not isinstance(part, str) for part in parts):
            raise ValueError("expected a string, or an object with the strings name and description")
        value = "\n\n".join(part.strip() for part in parts if part)
    if isinstance(value, str) and not value.strip():
        raise ValueError("expected a text that is not blank")
    return value


def _one_check(value: object) -> object:
    if isinstance(value, Check):
        return value
    if isinstance(value, str):
        text = value.strip()
        code = text.removeprefix("js:")
        value = {"kind": "text" if code == text else "js", "body": code.strip()}
    elif isinstance(value, dict) and isinstance(value.get("js"), str):
        value = {"kind": "js", "body": value["js"]}
    if isinstance(value, dict) and value.get("body") == "":
        raise ValueError("expected a sentence or code, not an empty text")
    if isinstance(value, dict) and {"kind", "body"} <= value.keys():
        return value
    raise ValueError('expected a string or an object {"js": "…"}')


def _all_checks(value: object) -> object:
    if value is None:
        return ()
    if isinstance(value, (str, dict)):
        value = [value]
    if not isinstance(value, (list, tuple)):
        raise ValueError('expected a list of strings or of objects {"js": "…"}')
    return tuple(value)


_SentCheck = Annotated[Check, BeforeValidator(_one_check)]


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("expected an integer of 1 or more")
    return value


class Task(BaseModel):
    """What a sender asks for. Frozen; unknown keys are ignored, so `secret` never gets in.

    `email`, `nonce` and `evaluation_url` are private: they stay in `task.json`, which no artifact carries,
    and a repr leaves them out.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", repr=False)]
    task: Annotated[str, Field(min_length=1, max_length=200)]
    round: Annotated[int, BeforeValidator(_no_boolean), Field(ge=1, le=1000)]
    nonce: Annotated[str, Field(min_length=1, max_length=1000, repr=False)]
    brief: Annotated[str, Field(max_length=100_000), BeforeValidator(_one_brief)]
    checks: Annotated[tuple[_SentCheck, ...], BeforeValidator(_all_checks), Field(max_length=200)] = ()
    evaluation_url: Annotated[
        str | None, Field(max_length=2000, pattern=_HTTP_URL, repr=False), BeforeValidator(_stripped)
    ] = None
    """None only for tasks started by hand: then no callback is owed."""
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MAX_ATTACHMENTS)] = ()
    repo: RepositoryName | None = None  # overrides the name of the target repository

    @field_validator("repo")
    @classmethod
    def _own_name(cls, repo: str | None) -> str | None:
        if repo and repo.lower().endswith((".git", ".wiki")):
            raise ValueError("expected a name that ends neither in .git nor in .wiki, which GitHub keeps")
        return repo

    @field_validator("attachments", mode="before")
    @classmethod
    def _absent_attachments(cls, value: object) -> object:
        return () if value is None else value

    @field_validator("attachments")
    @classmethod
    def _distinct_names(cls, attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
        names = [attachment.name.lower() for attachment in attachments]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"expected distinct names, got {', '.join(twice)} more than once")
        folders = {parent.as_posix() for name in names for parent in PurePosixPath(name).parents}
        both = sorted(folders.intersection(names))
        if both:
            raise ValueError(f"expected {', '.join(both)} to be a file or a folder, not both")
        return attachments

    @property
    def title(self) -> str:
        """The first line of the brief, or its first sentence, at most 80 characters, for headings."""
        line = self.brief.strip().splitlines()[0].strip()
        sentence = re.split(r"(?<=[.!?])\s", line)[0]
        return sentence if len(sentence) <= 80 else sentence[:79].rstrip() + "…"
