"""The shape of attached data: which columns a table has, which of them hold numbers or dates, what a JSON is.

Names and kinds are taken from the data, and values only to know them again in a request's words; what a page
shows it reads itself, at run time.
"""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

_NUMBER = re.compile(r"[-+(]?\s*[$€£¥₹]?\s*[-+]?\d[\d.,'\u00a0\u202f ]*\s*(?:[$€£¥₹%]|[A-Z]{3})?\)?")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?([T ].*)?|\d{1,2}[/.]\d{1,2}[/.]\d{4}")
_SAMPLE_ROWS = 500
_SAMPLE_BYTES = 1_000_000
_MOST_COLUMNS = 200
_MOST_VALUES = 50
_TABLES = (".csv", ".tsv")


@dataclass(frozen=True)
class Table:
    """A file of rows: its columns in order, with the kind of their values."""

    file: str
    columns: tuple[str, ...]
    numbers: frozenset[str]
    dates: frozenset[str]
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The different values of each column of labels, where they are few enough to be named."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns whose values are neither numbers nor dates."""
        return tuple(name for name in self.columns if name not in self.numbers | self.dates)


def text_of(data: bytes) -> str:
    """Decode as a browser would be told to: by its byte order mark, else UTF-8, else Windows' Latin."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def tables(files: Mapping[str, bytes]) -> tuple[Table, ...]:
    """Every file that holds rows: CSV and TSV first, then JSON lists of objects."""
    found = [
        _read_csv(name, text_of(data[:_SAMPLE_BYTES]))
        for name, data in files.items()
        if name.lower().endswith(_TABLES)
    ]
    found += [_read_json(name, data) for name, data in files.items() if name.lower().endswith(".json")]
    return tuple(table for table in found if table)


def rate_files(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The JSON files that hold currency rates in one of the shapes that the page reads."""
    return tuple(
        name for name, data in files.items() if name.lower().endswith(".json") and _is_rates(_json(data))
    )


def separator(first_line: str) -> str:
    """The separator of a CSV: the one of `, ; tab |` that stands most often outside quotes."""
    bare = re.sub(r'"[^"]*"', "", first_line)
    return max(",;\t|", key=bare.count)


def _read_csv(name: str, text: str) -> Table | None:
    first = next((line for line in text.splitlines() if line.strip()), None)
    if first is None:
        return None
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator(first))
        rows = list(islice((row for row in reader if any(row)), _SAMPLE_ROWS))
    except csv.Error:
        return None
    header = [cell.strip() for cell in rows[0]]
    return _table(name, header[:_MOST_COLUMNS], [dict(zip(header, row, strict=False)) for row in rows[1:]])


def _read_json(name: str, data: bytes) -> Table | None:
    value = _json(data)
    if _is_rates(value):
        return None
    if isinstance(value, dict):
        lists = [part for part in value.values() if isinstance(part, list)]
        value = lists[0] if len(lists) == 1 else _pairs(value)
    if isinstance(value, list) and value and all(_is_amount(part) for part in value):
        value = [{"value": part} for part in value]
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        return None
    columns = list(dict.fromkeys(str(key) for row in value[:_SAMPLE_ROWS] for key in row))
    return _table(name, columns[:_MOST_COLUMNS], value[:_SAMPLE_ROWS])


def _pairs(value: Mapping[str, object]) -> list[dict[str, object]] | None:
    """One object of amounts as rows of a key and a value, as the page reads it."""
    amounts = bool(value) and all(map(_is_amount, value.values()))
    return [{"key": key, "value": amount} for key, amount in value.items()] if amounts else None


def _is_amount(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _table(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Table:
    values = {column: [str(row.get(column) or "").strip() for row in rows] for column in columns}
    filled = {column: [value for value in cells if value] for column, cells in values.items()}
    dates = {column for column, cells in filled.items() if cells and all(map(_DATE.fullmatch, cells))}
    numbers = {column for column, cells in filled.items() if _mostly_numbers(cells)} - dates
    labels = {column: frozenset(filled[column]) for column in columns if column not in numbers | dates}
    named = {column: few for column, few in labels.items() if len(few) <= _MOST_VALUES}
    return Table(name, tuple(columns), frozenset(numbers), frozenset(dates), named)


def _mostly_numbers(cells: Sequence[str]) -> bool:
    """Nine in ten: a stray `n/a` does not make a column of numbers a column of words."""
    return bool(cells) and sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) >= 0.9 * len(cells)


def _json(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text_of(data))
    except (ValueError, RecursionError):
        return None


def _is_rates(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(row, dict) and _is_rate_row(row) for row in value)
    if not isinstance(value, dict):
        return False
    inner = next(
        (value[key] for key in ("rates", "conversion_rates", "data", "quotes") if key in value), value
    )
    if isinstance(inner, list):
        return _is_rates(inner)
    codes = [key for key in inner if re.fullmatch(r"[A-Z]{3}", str(key))] if isinstance(inner, dict) else []
    return bool(codes) and all(isinstance(inner[code], (int, float)) for code in codes)


def _is_rate_row(row: Mapping[str, object]) -> bool:
    return any(re.fullmatch(r"[A-Z]{3}", str(value)) for value in row.values()) and any(
        isinstance(value, (int, float)) for value in row.values()
    )
