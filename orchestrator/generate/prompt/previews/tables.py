"""Tables: their columns with what stands in them, and the first rows."""

import csv
import io
import re
from collections.abc import Sequence

from orchestrator.generate.prompt.previews.failures import UnreadableContent
from orchestrator.generate.prompt.previews.text import truncated

SAMPLE_ROWS = 6
MAX_TABLE_BYTES = 5_000_000
"""A larger table is previewed from its first part."""

_NUMBER = re.compile(r"[-+]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_PADDED = re.compile(r"[-+]?0\d")


def table(text: str, suffix: str) -> str:
    """A CSV file, or a TSV file by its `suffix`; other delimiters are found in its first line.

    Raises:
        UnreadableContent: it is no table.
    """
    sample = text[:MAX_TABLE_BYTES]
    delimiter = "\t" if suffix == "tsv" else max(",;\t|", key=sample.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableContent(f"cannot be read as a table ({error})", text) from error
    rows = [row for row in rows if row]
    return describe_rows(rows, len(sample) < len(text), delimiter) if rows else "It is empty."


def describe_rows(rows: Sequence[Sequence[str]], more: bool = False, delimiter: str = ",") -> str:
    """Rows in words, the first being the header; `more`: they go on. They are shown as the file has them."""
    header, body = rows[0], rows[1:]
    kinds = [
        f"{name.strip() or '(no name)'}: {_kind([row[column] for row in body if column < len(row)])}"
        for column, name in enumerate(header[:60])
    ]
    uneven = sum(len(row) != len(header) for row in body)
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows[: SAMPLE_ROWS + 1])
    count = f"more than {len(body)}" if more else str(len(body))
    columns = truncated("; ".join(kinds))
    told = f"A table with {count} rows below the header. Columns: {columns}."
    told += f" {len(header) - len(kinds)} more columns are not listed." if len(header) > len(kinds) else ""
    told += f" {uneven} rows have another number of cells than the header." if uneven else ""
    told += f" Cells are separated by {delimiter!r}." if delimiter != "," else ""
    return f"{told} It begins:\n{truncated(buffer.getvalue())}"


def _kind(values: Sequence[str]) -> str:
    filled = [value.strip() for value in values if value.strip()]
    if not filled:
        return "empty"
    numbers = sum(_is_number(value) for value in filled)
    if numbers < len(filled):
        return f"text, {numbers} of {len(filled)} are numbers" if numbers else "text"
    traits = (
        (len(filled) < len(values), "some cells empty"),
        (any("," in value for value in filled), "some with commas in them"),
        (any(map(_PADDED.match, filled)), "some beginning with 0"),
    )
    return ", ".join(["numbers", *(trait for holds, trait in traits if holds)])


def _is_number(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value))
