"""Attachments: reading `data:` URIs (RFC 2397), and which of them a brief lets the app change."""

import base64
import binascii
import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from orchestrator.errors import InvalidField

_DATA_URI = re.compile(r"data:[^,]*?(?P<base64>;\s*base64\s*)?,(?P<data>.*)", re.IGNORECASE | re.DOTALL)

_VERBS = "fix|repair|correct|debug|edit|translat|minif|renam|convert|modif|patch|localiz|reformat|rewrit"
_VERB = rf"(?:{_VERBS})\w*"
_OTHERS = "from|with|using|by|for|and|then|via|into|at|that|which"
_BEFORE = re.compile(
    rf"(?i)(?:(?<![\w-]){_VERB}(?:[ \t]+(?!(?:{_OTHERS})\b)[\w'\u2019-]+){{0,6}}?"
    r"|\b(?:chang|updat|format|sort|clean|extend|shorten)\w*(?:[ \t]+(?:up|the|attached|file)){0,3})"
    r"[ \t]+[`'\"(]*$"
)
"""A verb that changes a file, and at most six words, before the file's name."""
_OBJECT = r"\b(?:it|its|them|there|(?:this|that|the) (?:file|script|code))\b"
_AFTER = re.compile(
    rf"(?i)^[`'\")]*(?:[^\n.;]|\.(?=\S)){{0,60}}?[.;:,]?[ \t]*\b{_VERB}\b[^\n.;]{{0,60}}?{_OBJECT}"
    rf"|^[`'\")]*[^\n.;]{{0,80}}?\b(?:must|should|needs? to|has to|to) be {_VERB}"
)
"""A later verb whose object is the file: `a.py after fixing the error in it`, `a.py … must be fixed`."""
_NOT = re.compile(r"(?i)(?:\b(?:not|never|without|no need to|cannot)|n['\u2019]t)\s+(?:\w+\s+){0,2}$")
_ATTACHED = re.compile(r"(?i)\battach(?:ed|ments?)\b")


def changeable(brief: str, names: Iterable[str]) -> frozenset[str]:
    """The attachments that a brief asks to fix, edit, translate, convert, minify or rename.

    All others stay as they were sent, byte for byte.
    """
    known = list(names)
    found = {name for name in known if any(_is_changed(brief, *place) for place in _places(brief, name))}
    unnamed = not any(name.lower() in brief.lower() for name in known)
    if unnamed and any(_asked(brief, match.start()) for match in _ATTACHED.finditer(brief)):
        return frozenset(known)
    return frozenset(found)


def _places(brief: str, name: str) -> list[tuple[int, int]]:
    exact = re.compile(rf"(?i)(?<![\w/.-]){re.escape(name)}(?![\w/-])")
    return [match.span() for match in exact.finditer(brief)]


def _is_changed(brief: str, start: int, end: int) -> bool:
    if _asked(brief, start):
        return True
    later = _AFTER.search(brief[end : end + 200])
    verb = re.search(rf"(?i)\b{_VERB}", later[0]) if later else None
    if later is None or verb is None:
        return False
    return not _NOT.search(brief[: end + later.start() + verb.start()][-40:])


def _asked(brief: str, start: int) -> bool:
    """Whether a verb that changes a file stands before `start`, without a `not`."""
    before = brief[max(0, start - 120) : start]
    verb = _BEFORE.search(before)
    return verb is not None and not _NOT.search(before[: verb.start()])


def decode_data_uri(url: str) -> bytes:
    """Decode a `data:` URI; white space in base64 is ignored, missing padding is filled up.

    Raises:
        InvalidField: it is no `data:` URI, or its base64 is broken. The field is named `url`.
    """
    match = _DATA_URI.fullmatch(url.strip())
    if not match:
        raise InvalidField("url", "a data: URI, such as data:text/csv;base64,…")
    data = unquote_to_bytes(match["data"])
    if not match["base64"]:
        return data
    packed = b"".join(data.split()).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except binascii.Error as error:
        raise InvalidField("url", f"valid base64 after the comma ({error})") from error
