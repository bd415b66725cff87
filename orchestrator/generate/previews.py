"""What a model is shown of an attachment or a fetched source: its shape, and its beginning."""

import codecs
import csv
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from orchestrator.generate.pictures import image_size

SAMPLE_ROWS = 6
TEXT_CHARACTERS = 4_000
SHAPE_CHARACTERS = 3_000
MAX_TABLE_BYTES = 5_000_000
"""A larger table is previewed from its first part."""

MAX_UNPACKED = 100_000_000
"""Bytes that a workbook, which is a zip file, may unpack to."""

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


_BROKEN_INSIDE = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    RuntimeError,
    SyntaxError,
)
"""What openpyxl and zipfile let through where a part of a workbook is broken, encrypted or unknown."""


class _Unreadable(Exception):
    """Content that is not what the file's name says."""

    def __init__(self, reason: str, beginning: str = "") -> None:
        """Give the `reason` as a sentence without its subject, and the text's `beginning` if there is any."""
        super().__init__(reason)
        self.beginning = f" It begins:\n{beginning[:500]}" if beginning else ""


def preview(path: str, data: bytes) -> Preview:
    """Describe one file by its name's ending and its content. Unreadable content is said, never raised."""
    try:
        return _described(path, data)
    except _Unreadable as error:
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
        return Preview(path, f"{head}. {_workbook(data)}")
    text, encoding = _decoded(data)
    if text is None:
        return Preview(path, f"{head}, binary: not shown")
    head += f" in {encoding}, not UTF-8: a TextDecoder must be told" if encoding else ""
    if suffix in {"csv", "tsv"}:
        return Preview(path, f"{head}. {_table(text, suffix)}")
    if suffix in {"json", "geojson"}:
        return Preview(path, f"{head}. {_json(text)}")
    return Preview(path, f"{head}, text:\n{_shortened(text)}")


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


def _shortened(text: str) -> str:
    if len(text) <= TEXT_CHARACTERS:
        return text
    return f"{text[:TEXT_CHARACTERS]}\n[the first {TEXT_CHARACTERS} of {len(text)} characters]"


def _table(text: str, suffix: str) -> str:
    sample = text[:MAX_TABLE_BYTES]
    delimiter = "\t" if suffix == "tsv" else max(",;\t|", key=sample.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _Unreadable(f"cannot be read as a table ({error})", text) from error
    rows = [row for row in rows if row]
    return _rows(rows, len(sample) < len(text)) if rows else "It is empty."


def _rows(rows: Sequence[Sequence[str]], more: bool = False) -> str:
    header, body = rows[0], rows[1:]
    kinds = [
        f"{name.strip() or '(no name)'}: {_kind([row[column] for row in body if column < len(row)])}"
        for column, name in enumerate(header[:60])
    ]
    uneven = sum(len(row) != len(header) for row in body)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows[: SAMPLE_ROWS + 1])
    count = f"more than {len(body)}" if more else str(len(body))
    columns = _shortened("; ".join(kinds))
    told = f"A table with {count} rows below the header. Columns: {columns}."
    told += f" {len(header) - len(kinds)} more columns are not listed." if len(header) > len(kinds) else ""
    told += f" {uneven} rows have another number of cells than the header." if uneven else ""
    return f"{told} It begins:\n{_shortened(buffer.getvalue())}"


def _kind(values: Sequence[str]) -> str:
    filled = [value.strip() for value in values if value.strip()]
    if not filled:
        return "empty"
    numbers = sum(_is_number(value) for value in filled)
    if numbers == len(filled):
        return "numbers" if len(filled) == len(values) else "numbers, some cells empty"
    return f"text, {numbers} of {len(filled)} are numbers" if numbers else "text"


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", ""))
    except ValueError:
        return False
    return True


def _json(text: str) -> str:
    try:
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _Unreadable(f"is not valid JSON ({str(error)[:100]})", text) from error
    return f"JSON: {_shape(value)[:SHAPE_CHARACTERS]}. It begins:\n{_shortened(text)[:1500]}"


def _no_number(name: str) -> object:
    """Refuse what Python reads and no browser does."""
    raise ValueError(f"{name} is no JSON")


def _shape(value: object, depth: int = 0) -> str:
    if isinstance(value, dict):
        if depth >= 3:
            return f"object with {len(value)} keys"
        inner = ", ".join(f"{key}: {_shape(item, depth + 1)}" for key, item in islice(value.items(), 20))
        return "{" + inner + (", …" if len(value) > 20 else "") + "}"
    if isinstance(value, list):
        return f"array[{len(value)}]" + (f" of {_shape(value[0], depth + 1)}" if value else "")
    return {bool: "boolean", int: "number", float: "number", str: "string"}.get(type(value), "null")


def _workbook(data: bytes) -> str:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()) > MAX_UNPACKED:
            raise _Unreadable(f"unpacks to more than {MAX_UNPACKED} bytes")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets[:3]:
            rows = [
                ["" if cell is None else str(cell) for cell in row]
                for row in islice(sheet.iter_rows(values_only=True), 200)
            ]
            full = [row for row in rows if any(row)]
            sheets.append(f"Sheet {sheet.title!r}, as CSV: {_rows(full) if full else 'empty'}")
        return f"A workbook with {len(book.worksheets)} sheets.\n" + "\n".join(sheets)
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, *_BROKEN_INSIDE) as error:
        raise _Unreadable(f"cannot be read as a workbook ({type(error).__name__})") from error


def _image(path: str, suffix: str, data: bytes) -> Preview:
    size = image_size(data)
    if size is None:
        raise _Unreadable("cannot be read as an image")
    told = f"an image of {size[0]} by {size[1]} pixels, {len(data)} bytes"
    return Preview(path, told, IMAGE_TYPES[suffix] if len(data) <= MAX_IMAGE_BYTES else None)
