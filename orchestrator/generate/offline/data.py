"""The shape of attached data: which columns a table has, and which of them hold numbers.

Names and kinds are taken from the data here; what a page shows it reads itself when it is opened.
"""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

_NUMBER = re.compile(r"[-+(]?\s*[$€£¥₹]?\s*[-+]?\d[\d.,'\u00a0\u202f ]*\s*(?:[$€£¥₹%]|[A-Z]{3})?\)?")
_SAMPLE_ROWS, _SAMPLE_BYTES, _MOST_COLUMNS, _MOST_VALUES = 500, 1_000_000, 200, 50


@dataclass(frozen=True)
class Table:
    """A file of rows: its columns in order, with the kind of their values."""

    file: str
    columns: tuple[str, ...]
    numbers: frozenset[str]
    labels: tuple[str, ...]  # the other columns
    values: tuple[str, ...]  # of columns of labels with few different ones, to be recognised in a brief


def read_tables(files: Mapping[str, bytes]) -> tuple[Table, ...]:
    """Every file that holds rows: CSV and TSV, and JSON lists of objects that are no currency rates."""
    readers = {"csv": _read_csv, "tsv": _read_csv, "json": _read_json}
    read = ((readers.get(name.rpartition(".")[2].lower()), name, data) for name, data in files.items())
    return tuple(table for reader, name, data in read if reader and (table := reader(name, data)))


def rate_files(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The JSON files that hold currency rates in one of the shapes that the page reads."""
    names = (name for name in files if name.lower().endswith(".json"))
    return tuple(name for name in names if _is_rates(read_json(files[name])))


def _read_csv(name: str, data: bytes) -> Table | None:
    text = _text(data[:_SAMPLE_BYTES])
    first = next((line for line in text.splitlines() if line.strip()), None)
    if first is None:
        return None
    separator = max(",;\t|", key=re.sub(r'"[^"]*"', "", first).count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator)
        rows = list(islice((row for row in reader if any(row)), _SAMPLE_ROWS))
    except csv.Error:
        return None
    columns = [cell.strip() for cell in rows[0]]
    return _table(name, columns, [dict(zip(columns, row, strict=False)) for row in rows[1:]])


def _read_json(name: str, data: bytes) -> Table | None:
    value = read_json(data)
    if _is_rates(value):
        return None
    if isinstance(value, dict):
        lists = [part for part in value.values() if isinstance(part, list)]
        value = lists[0] if len(lists) == 1 else None
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        return None
    columns = list(dict.fromkeys(str(key) for row in value[:_SAMPLE_ROWS] for key in row))
    return _table(name, columns, value[:_SAMPLE_ROWS])


def _table(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Table:
    columns = columns[:_MOST_COLUMNS]
    cells = {column: [str(row.get(column) or "").strip() for row in rows] for column in columns}
    filled = {column: [value for value in values if value] for column, values in cells.items()}
    numbers = {column for column, values in filled.items() if _mostly_numbers(values)}
    labels = tuple(column for column in columns if column not in numbers)
    few = [values for column in labels if len(values := set(filled[column])) <= _MOST_VALUES]
    named = tuple(value[:80] for values in few for value in sorted(values))
    return Table(name, tuple(columns), frozenset(numbers), labels, named)


def _mostly_numbers(cells: Sequence[str]) -> bool:
    """Nine in ten: a stray `n/a` does not make a column of numbers a column of words."""
    return bool(cells) and sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) >= 0.9 * len(cells)


def _text(data: bytes) -> str:
    """Decode as UTF-8, else as Windows Latin."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_json(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    """The value of a JSON file, None if it holds none."""
    try:
        return json.loads(_text(data))
    except (ValueError, RecursionError):
        return None


def _is_rates(value: object) -> bool:
    """Whether it is `{base, rates: {USD: 1, …}}` or `{USD: 1, …}`."""
    rates = value.get("rates", value) if isinstance(value, dict) else None
    if not isinstance(rates, dict):
        return False
    amounts = [rates[key] for key in rates if re.fullmatch("[A-Z]{3}", str(key))]
    return bool(amounts) and all(isinstance(amount, (int, float)) for amount in amounts)
