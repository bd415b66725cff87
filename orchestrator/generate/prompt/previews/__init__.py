"""What a model is shown of an attachment or a fetched source: its shape, and its beginning."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.generate.prompt.previews.failures import UnreadableContent
from orchestrator.generate.prompt.previews.objects import describe_json
from orchestrator.generate.prompt.previews.pictures import image_size
from orchestrator.generate.prompt.previews.tables import table
from orchestrator.generate.prompt.previews.text import truncated
from orchestrator.generate.prompt.previews.workbooks import workbook

MAX_IMAGE_BYTES = 4_000_000
"""A larger picture is described, but not given as an image: providers refuse it."""

IMAGE_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}


@dataclass(frozen=True)
class Preview:
    """A file in words; `image` is its media type if it can also be given as a picture."""

    path: str
    text: str
    image: str | None = None
    trouble: str = ""
    """Why it could not be read as what its name says; empty if it could."""


def preview(path: str, data: bytes) -> Preview:
    """Describe one file by its suffix and content; never raises."""
    try:
        return _described(path, data)
    except UnreadableContent as error:
        return Preview(path, f"{len(data)} bytes. It {error}.{error.beginning}", trouble=str(error))


def unreadable(attachments: Mapping[str, bytes]) -> list[str]:
    """A sentence for each attachment whose content is not what its name says; it is published as it came."""
    troubles = ((name, preview(name, data).trouble) for name, data in attachments.items())
    return [
        f"The attachment {name} {trouble}; it is kept as it came." for name, trouble in troubles if trouble
    ]


def _described(path: str, data: bytes) -> Preview:
    suffix = path.rpartition(".")[2].lower()
    head = f"{len(data)} bytes"
    if suffix in IMAGE_TYPES:
        return _image(path, suffix, data)
    if suffix in {"xlsx", "xlsm"}:
        return Preview(path, f"{head}. {workbook(data)}")
    text, encoding = _decoded(data)
    if text is None:
        return Preview(path, f"{head}, binary: not shown")
    head += f" in {encoding}, not UTF-8: a TextDecoder must be told" if encoding else ""
    if suffix in {"csv", "tsv"}:
        return Preview(path, f"{head}. {table(text, suffix)}")
    if suffix in {"json", "geojson"}:
        return Preview(path, f"{head}. {describe_json(text)}")
    return Preview(path, f"{head}, text:\n{truncated(text)}")


def _decoded(data: bytes) -> tuple[str | None, str]:
    """The text, or None for binary data; and its encoding, if that is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "UTF-16"
    if b"\0" in data[:4096]:
        return None, ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        guess = "windows-1252"
        return (data.decode(guess, "replace"), guess) if _mostly_printable(data) else (None, "")


def _mostly_printable(data: bytes) -> bool:
    sample = data[:4096]
    return sum(byte >= 32 or byte in b"\t\n\r" for byte in sample) >= 0.98 * len(sample)


def _image(path: str, suffix: str, data: bytes) -> Preview:
    size = image_size(data)
    if size is None:
        raise UnreadableContent("cannot be read as an image")
    told = f"an image of {size[0]} by {size[1]} pixels, {len(data)} bytes"
    return Preview(path, told, IMAGE_TYPES[suffix] if len(data) <= MAX_IMAGE_BYTES else None)
