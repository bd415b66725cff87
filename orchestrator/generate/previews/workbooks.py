"""Spreadsheets: the first sheets as CSV."""

import io
import zipfile
import zlib
from itertools import islice

from orchestrator.generate.previews.failures import Unreadable
from orchestrator.generate.previews.tables import told_rows

MAX_UNPACKED = 100_000_000
"""Bytes that a workbook, which is a zip file, may unpack to."""

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


def workbook(data: bytes) -> str:
    """An xlsx file in words.

    Raises:
        Unreadable: it is none, or unpacks to more than `MAX_UNPACKED`.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()) > MAX_UNPACKED:
            raise Unreadable(f"unpacks to more than {MAX_UNPACKED} bytes")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets[:3]:
            rows = [
                ["" if cell is None else str(cell) for cell in row]
                for row in islice(sheet.iter_rows(values_only=True), 200)
            ]
            full = [row for row in rows if any(row)]
            sheets.append(f"Sheet {sheet.title!r}, as CSV: {told_rows(full) if full else 'empty'}")
        return f"A workbook with {len(book.worksheets)} sheets.\n" + "\n".join(sheets)
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, *_BROKEN_INSIDE) as error:
        raise Unreadable(f"cannot be read as a workbook ({type(error).__name__})") from error
