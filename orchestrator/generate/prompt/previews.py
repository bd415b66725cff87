"""What a model is shown of a file: its whole text, which the budget of the prompt may cut."""

import codecs
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestrator.verify.files.formats import read_json
from orchestrator.verify.files.workbook import read_workbook

MAX_IMAGE_BYTES = 4_000_000
"""A larger picture is only named: providers refuse it."""

_IMAGES = {
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "gif": ("image/gif", b"GIF8"),
    "webp": ("image/webp", b"RIFF"),
}
_JSON = frozenset({"json", "geojson"})
_TEXTS = _JSON | {"csv", "tsv", "txt", "md"}


@dataclass(frozen=True)
class Preview:
    """A file as text; `image` is its media type if it can also be given as a picture."""

    path: str
    text: str
    image: str | None = None
    trouble: str = ""
    """Why it cannot be read as what its name says, as a sentence without its subject; empty if it can."""


def preview(path: str, data: bytes) -> Preview:
    """Describe one file by its suffix and content; never raises."""
    suffix, size = path.rpartition(".")[2].lower(), f"{len(data)} bytes"
    if suffix in _IMAGES:
        media, magic = _IMAGES[suffix]
        if not data.startswith(magic):
            return _unreadable(path, size, "cannot be read as an image")
        return Preview(path, f"{size}, an image", media if len(data) <= MAX_IMAGE_BYTES else None)
    if suffix in {"xlsx", "xlsm"}:
        try:
            return Preview(path, f"{size}. {_workbook(data)}")
        except ValueError as error:
            return _unreadable(path, size, str(error))
    text, encoding = _decoded(data)
    if text is None:
        return Preview(path, f"{size}, binary: not shown")
    note = f" in {encoding}, not UTF-8: a TextDecoder must be given its name" if encoding else ""
    trouble = _json_trouble(text) if suffix in _JSON else ""
    said = f" It {trouble}." if trouble else ""
    return Preview(path, f"{size}, {len(text.splitlines())} lines{note}.{said}\n{text}", trouble=trouble)


def reading(names: Iterable[str]) -> str:
    """Code that reads the first of these files that is text; empty if none is."""
    for name in names:
        suffix = name.rpartition(".")[2].lower()
        if suffix in _TEXTS:
            method, value = ("json", "data") if suffix in _JSON else ("text", "text")
            return f"fetch({json.dumps(name)}).then(reply => reply.{method}()).then({value} => {{ … }})"
    return ""


def unreadable(attachments: Mapping[str, bytes]) -> list[str]:
    """A sentence for each attachment whose content is not what its name says."""
    troubles = ((name, preview(name, data).trouble) for name, data in attachments.items())
    return [
        f"The attachment {name} {trouble}; it is kept as it came." for name, trouble in troubles if trouble
    ]


def _unreadable(path: str, size: str, trouble: str) -> Preview:
    return Preview(path, f"{size}. It {trouble}.", trouble=trouble)


def _json_trouble(text: str) -> str:
    try:
        read_json(text)
    except (ValueError, RecursionError) as error:
        return f"is not valid JSON ({str(error)[:100]})"
    return ""


def _decoded(data: bytes) -> tuple[str | None, str]:
    """The text, or None for binary data; and its encoding, if that is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "UTF-16"
    sample = data[:4096]
    if b"\0" in sample:
        return None, ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        printable = sum(byte >= 32 or byte in b"\t\n\r" for byte in sample) >= 0.98 * len(sample)
        return (data.decode("windows-1252", "replace"), "windows-1252") if printable else (None, "")


def _workbook(data: bytes) -> str:
    sheets = read_workbook(data)
    shown = [f"A workbook with {len(sheets)} sheets."]
    shown += [f"Sheet {s.title!r}{' (hidden)' if s.hidden else ''}, as CSV:\n{s.csv}" for s in sheets]
    return "\n".join(shown)
