"""The Task: every form that real senders send, normalised to one."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from orchestrator.errors import InputError
from orchestrator.task.attachments import decode_data_uri
from orchestrator.task.javascript import is_javascript
from orchestrator.text.paths import checked_path

RESERVED_NAMES = frozenset({"deployment.json"})
"""Attachment names that the publisher writes itself."""

MAX_ATTACHMENTS = 50
MAX_CHECK_CHARACTERS = 200_000
"""Of all checks together: they are published with the app, in each round again."""

BLANK = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""White space and control characters, spelled out: Python, Rust and ECMAScript disagree about `\\s`."""

_HTTP_URL = (
    rf"^[Hh][Tt][Tt][Pp][Ss]?://(\[[0-9A-Fa-f:.]+\]|[^{BLANK}/?#@:\[\]\\]+)"
    r"(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
    r"([/?#][^\x00-\x1f\x7f]*)?$"
)
"""Whether the address is public is checked when it is called (`orchestrator.network.http`)."""

_AROUND = re.compile(f"^[{BLANK}]+|[{BLANK}]+$")
_JS_PREFIX = re.compile("js:", re.IGNORECASE)


def _checked(check: Callable[[str], object], value: str) -> str:
    """Run `check`, turn its InputError into the ValueError that pydantic collects, and return `value`."""
    try:
        check(value)
    except InputError as error:
        raise ValueError(error.expected) from error
    return value


def _file_name(name: str) -> str:
    if name.lower() in RESERVED_NAMES:
        raise ValueError(f"expected another name than {name}, which the publisher writes itself")
    return _checked(checked_path, name)


class Check(BaseModel):
    """One check: JavaScript for the page, or a sentence."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["js", "text"]
    body: Annotated[str, Field(min_length=1, max_length=20_000)]


class Attachment(BaseModel):
    """A file, sent as a `data:` URI."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, AfterValidator(_file_name)]
    url: Annotated[str, AfterValidator(partial(_checked, decode_data_uri)), Field(repr=False)]

    @property
    def content(self) -> bytes:
        """The decoded bytes."""
        return decode_data_uri(self.url)


def _stripped(value: object) -> object:
    return _AROUND.sub("", value) if isinstance(value, str) else value


def _brief(value: object) -> object:
    """Join the older form `{"name": …, "description": …}` into one text, the name as its first line."""
    if isinstance(value, dict):
        parts = [part for part in (value.get("name"), value.get("description")) if part is not None]
        texts = [part.strip() for part in parts if isinstance(part, str)]
        value = "\n\n".join(filter(None, texts)) if parts and len(texts) == len(parts) else None
    if not isinstance(value, str):
        raise ValueError("expected a text, or an object with the texts name and description")
    if not _stripped(value):
        raise ValueError("expected a text that is not blank")
    return value


def _check(value: object) -> object:
    if isinstance(value, Check):
        return value
    if isinstance(value, str):
        text = str(_stripped(value))
        code = _JS_PREFIX.match(text)
        value = {
            "kind": "js" if code or is_javascript(text) else "text",
            "body": _stripped(text[code.end() if code else 0 :]),
        }
    elif isinstance(value, dict) and isinstance(value.get("js"), str):
        value = {"kind": "js", "body": value["js"]}
    if isinstance(value, dict) and value.get("body") == "":
        raise ValueError("expected a sentence or code, not an empty text")
    if isinstance(value, dict) and {"kind", "body"} <= value.keys():
        return value
    raise ValueError('expected a string or an object {"js": "…"}')


def _checks(value: object) -> object:
    listed = _listed(value, (str, dict))
    if not isinstance(listed, (list, tuple)):
        raise ValueError('expected a list of strings or of objects {"js": "…"}')
    return tuple(listed)


def _attachments(value: object) -> object:
    """A list without its empty entries, such as `{"name": null, "url": null}`, which real senders send."""
    listed = _listed(value, (dict,))
    if not isinstance(listed, (list, tuple)):
        raise ValueError("expected a list")
    return tuple(entry for entry in map(_attachment, listed) if entry is not None)


def _attachment(value: object) -> object:
    """One entry with our names for its fields; None if it is empty."""
    if not isinstance(value, dict):
        return value
    filled = {key: text for key, text in value.items() if text not in (None, "")}
    if not filled:
        return None
    sent = {re.sub("[_-]", "", str(key)).lower(): text for key, text in filled.items()}
    spellings = {"name": ("filename", "name"), "url": ("dataurl", "datauri", "url")}  # the last one wins
    return {name: sent[key] for name, keys in spellings.items() for key in keys if key in sent}


def _listed(value: object, single: tuple[type, ...]) -> object:
    if value is None:
        return ()
    return [value] if isinstance(value, single) else value


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("expected an integer of 1 or more")
    return value


def _bounded_checks(checks: tuple[Check, ...]) -> tuple[Check, ...]:
    if sum(len(check.body) for check in checks) > MAX_CHECK_CHARACTERS:
        raise ValueError(f"expected at most {MAX_CHECK_CHARACTERS} characters in all checks together")
    return checks


def _distinct_names(attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    names = [attachment.name.lower() for attachment in attachments]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"expected distinct names, got {', '.join(twice)} more than once")
    folders = {parent.as_posix() for name in names for parent in PurePosixPath(name).parents}
    both = sorted(folders.intersection(names))
    if both:
        raise ValueError(f"expected {', '.join(both)} to be a file or a folder, not both")
    return attachments


def _not_reserved(repo: str) -> str:
    if repo.lower().endswith((".git", ".wiki")):
        raise ValueError("expected a name that ends neither in .git nor in .wiki, which GitHub reserves")
    return repo


_EMAIL = rf"^[^@{BLANK}]+@[^@{BLANK}]+$"
_Checks = tuple[Annotated[Check, BeforeValidator(_check)], ...]
_Url = Annotated[str, Field(max_length=2000, pattern=_HTTP_URL), BeforeValidator(_stripped)]
RepositoryName = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$"), AfterValidator(_not_reserved)
]


class Task(BaseModel):
    """What a sender asks for. Unknown keys are ignored, so `secret` is never part of it.

    `email`, `nonce` and `evaluation_url` are private: they are in no artifact and in no repr.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    email: Annotated[str, Field(max_length=254, pattern=_EMAIL, repr=False)]
    task: Annotated[str, Field(min_length=1, max_length=200)]
    round: Annotated[int, BeforeValidator(_no_boolean), Field(ge=1, le=1000)]
    nonce: Annotated[str, Field(min_length=1, max_length=1000, repr=False)]
    brief: Annotated[str, Field(max_length=100_000), BeforeValidator(_brief)]
    checks: Annotated[
        _Checks, BeforeValidator(_checks), Field(max_length=200), AfterValidator(_bounded_checks)
    ] = ()
    evaluation_url: Annotated[_Url | None, Field(repr=False)] = None  # None: no callback is sent
    attachments: Annotated[
        tuple[Attachment, ...],
        BeforeValidator(_attachments),
        Field(max_length=MAX_ATTACHMENTS),
        AfterValidator(_distinct_names),
    ] = ()
    repo: RepositoryName | None = None  # overrides the name of the target repository

    @property
    def title(self) -> str:
        """The first line of the brief, or its first sentence, at most 80 characters."""
        line = str(_stripped(self.brief)).splitlines()[0].strip()
        sentence = re.split(r"(?<=[.!?])\s", line)[0]
        return sentence if len(sentence) <= 80 else sentence[:79].rstrip() + "…"
