"""Spreadsheets as CSV, read in a child with limits: `python -m MODULE < book.xlsx` writes them as JSON."""

import csv
import io
import json
import sys
import zipfile
from functools import lru_cache
from typing import NamedTuple

from orchestrator.verify.browser_process.child_process import run_limited

MAX_UNPACKED = 100_000_000
"""Bytes that a workbook, which is a zip file, may unpack to."""

MAX_ROWS, MAX_COLUMNS = 5_000, 500
"""Cells of a sheet that are read: from the first one, so many down and across."""


class Sheet(NamedTuple):
    """One sheet; a formula stands where no value is stored."""

    title: str
    hidden: bool
    csv: str


@lru_cache(maxsize=16)
def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx file, hidden ones last.

    Raises:
        ValueError: it is no workbook, is broken, or takes too much time or memory.
    """
    written = run_limited(__name__, data) if zipfile.is_zipfile(io.BytesIO(data)) else None
    if not written:
        raise ValueError("cannot be read as a workbook")
    return tuple(Sheet(*fields) for fields in json.loads(written))


def sheets(data: bytes) -> list[Sheet]:
    """The same without limits; raises whatever zipfile and openpyxl raise on a broken file."""
    from openpyxl import load_workbook

    if sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()) > MAX_UNPACKED:
        raise ValueError(f"unpacks to more than {MAX_UNPACKED} bytes")
    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(data), read_only=True)
    found = []
    for sheet in sorted(values.worksheets, key=lambda each: each.sheet_state != "visible"):
        buffer = io.StringIO()
        both = [
            each.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
            for each in (sheet, formulas[sheet.title])
        ]
        pairs = zip(*both, strict=True)
        rows = [[f if v is None else v for v, f in zip(*pair, strict=True)] for pair in pairs]
        width = max((n for row in rows for n, cell in enumerate(row, 1) if cell is not None), default=0)
        csv.writer(buffer, lineterminator="\n").writerows(row[:width] for row in rows if any(row))
        found.append(Sheet(sheet.title, sheet.sheet_state != "visible", buffer.getvalue()))
    return found


if __name__ == "__main__":
    json.dump(sheets(sys.stdin.buffer.read()), sys.stdout)
