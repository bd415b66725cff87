"""Spreadsheets: the first sheets as CSV."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from orchestrator.generate.prompt.previews.failures import UnreadableContent
from orchestrator.generate.prompt.previews.tables import describe_rows
from orchestrator.generate.prompt.previews.text import truncated

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet as Sheet

MAX_SHEETS = 3
"""Sheets that are shown, hidden ones last."""

MAX_ROWS = 2_000
"""Rows of a sheet that are read."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?")

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
        UnreadableContent: it is none, or unpacks to more than `MAX_UNPACKED`.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()) > MAX_UNPACKED:
            raise UnreadableContent(f"unpacks to more than {MAX_UNPACKED} bytes")
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(data), read_only=True)
        sheets = sorted(values.worksheets, key=_hidden)
        told = [_sheet(sheet, formulas[sheet.title]) for sheet in sheets[:MAX_SHEETS]]
        others = truncated(", ".join(repr(sheet.title) for sheet in sheets[MAX_SHEETS:]))
        told += [f"Not shown: {others}."] if others else []
        return f"A workbook with {len(sheets)} sheets.\n" + "\n".join(told)
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, *_BROKEN_INSIDE) as error:
        raise UnreadableContent(f"cannot be read as a workbook ({type(error).__name__})") from error


def _hidden(sheet: "Sheet") -> bool:
    return sheet.sheet_state != "visible"


def _sheet(sheet: "Sheet", formulas: "Sheet") -> str:
    """One sheet: where it begins, its filled rows, and what a reader of the file must know."""
    pairs = islice(zip(_cells(sheet), _cells(formulas), strict=True), MAX_ROWS + 1)
    rows = [[_shown(*cells) for cells in zip(*row, strict=True)] for row in pairs]
    filled = [number for number, row in enumerate(rows[:MAX_ROWS], 1) if any(row)]
    name = f"Sheet {sheet.title!r}{' (hidden)' if _hidden(sheet) else ''}, as CSV: "
    if not filled:
        return f"{name}empty"
    told = f"{name}{describe_rows([rows[number - 1] for number in filled], len(rows) > MAX_ROWS)}"
    cells = [cell for row in rows for cell in row]
    notes = (
        (filled[0] > 1, f"Its first filled row is row {filled[0]}."),
        (any(map(_DATE.fullmatch, cells)), "Its dates are day numbers in the file."),
        (any(cell.startswith("=") for cell in cells), "Where a formula is shown, no value is stored."),
    )
    return " ".join([told, *(note for holds, note in notes if holds)])


def _cells(sheet: "Sheet") -> Iterator[tuple[object, ...]]:
    return sheet.iter_rows(values_only=True)


def _shown(value: object, formula: object) -> str:
    """A cell's value, or its formula where no value was ever stored; a date without the midnight."""
    if value is None:
        return "" if formula is None else str(getattr(formula, "text", formula))
    return str(value).removesuffix(" 00:00:00") if isinstance(value, datetime) else str(value)
