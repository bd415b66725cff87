"""A table of data: figures, groups, rows, filters, and conversion by attached rates."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from orchestrator.generate.offline.data import rate_files, read_tables
from orchestrator.generate.offline.part import Part, ids_by_role
from orchestrator.generate.offline.parts.columns import (
    OPERATIONS,
    Columns,
    first_match,
    group_column,
    last_named,
)
from orchestrator.generate.offline.request import Request, heading, plain

Entry = dict[str, Any]
"""One figure, table, filter or picker, as template and script read it."""

_LABELS = {"sum": "Total", "average": "Average", "maximum": "Highest", "minimum": "Lowest"}
_AGGREGATE = (
    r"total|overall|sum\b|sums\b|average|mean\b|avg|count\b|maximum|minimum|highest|lowest|max\b|min\b"
)
_OTHER_FIGURE = (
    r"\b(where|only|excluding|except|times|multipl\w+|percent\w*|ratio|difference|growth|weighted|median"
    r"|(?:above|below|over|under) \W?\d+|month|year|vat|tax|discount\w*|unique|distinct)\b|\w \* \w|[\u00d7%]"
)
"""Words beside an id after which its figure would be another one than those that are built."""

ROLES = {
    "currency": (r"(currency|fx|exchange).*(picker|select|dropdown|menu|choice|switch)",
         r"currency (select|picker|drop-?down|switch|menu)"),
    "currency-label": (r".+ currency$|.*currency (label|code|name|symbol)",
         r"(active|current|selected|chosen) currency|currency (code|label|symbol)"),
    "filter": (r".*(filter|picker|select|dropdown)", r"filter|drop-?down|\bselect(or)?\b"),
    "table": (r".*(table|rows|breakdown|\bby\b|\bper\b)", r"\btable\b|lists? (each|every|all)|for each"),
    "figure": (rf".*\b({_AGGREGATE})", rf"\b({_AGGREGATE})"),
}  # fmt: skip

WORDS = """
    sum total average mean maximum highest largest minimum lowest smallest count number compute
    calculate aggregate column row table csv json value amount figure group per filter select dropdown
    picker choice active data-region attribute reflect currency convert rate exchange mirror accurate
    correct render sync recalculated entry code option choose region parse across combined max min avg
    format formatted intl NumberFormat thousand separator plain summarize summary dashboard report how
    many overall grand
"""


def find(request: Request, files: Mapping[str, bytes], taken: frozenset[str]) -> Part | None:
    """Figures, tables, filters and currency conversion over the attached rows."""
    reader = Columns(request, read_tables(files))
    if not reader.is_meant():
        return None
    roles = ids_by_role(request, ROLES, taken)
    figure_ids = roles["figure"] or _own_id(request, "total", r"\b(sum|total)")
    table_ids = roles["table"] or _own_id(request, "data-table", r"\btable\b")
    figures = _built(reader, _figure, [name for name in figure_ids if not reader.names_value(name)])
    tables = _built(reader, _table, [name for name in table_ids if not reader.names_value(name)])
    if not figures and not tables:
        return None
    filters = _built(reader, _filter, roles["filter"])
    currency = _currency(request, roles, rate_files(files)) if figures else None
    if figures:
        _add_mirrors(request, figures[0]["id"], filters, currency)
    shown = [*figures, *tables, *filters]
    ids, used = {entry["id"] for entry in shown}, {file for entry in shown for file in entry["files"]}
    usage = [f"{entry['label']}: from {' and '.join(entry['files'])}." for entry in shown[:20]]
    if currency:
        used.add(currency["rates"])
        ids |= {currency["id"], currency["label"]}
        usage.append("Choose a currency to convert the amounts.")
    params = {"figures": figures, "tables": tables, "filters": filters, "currency": currency}
    return Part(
        "table", params, "shows figures and tables of the attached data", " ".join(usage),
        ids=frozenset(ids) & frozenset(request.ids), words=" ".join([WORDS, *reader.words]),
        title=str(shown[0]["label"]), files=frozenset(used),
    )  # fmt: skip


def _own_id(request: Request, name: str, pattern: str) -> list[str]:
    """An id where the request asks for such an element and names none at all."""
    return [name] if not request.ids and request.says(pattern) else []


def _built(
    reader: Columns, make: Callable[[Columns, str], Entry | None], names: Iterable[str]
) -> list[Entry]:
    """What `make` makes of the ids, without those beside which a figure is asked for that is not built."""
    data = " ".join(reader.words).lower()
    others = {name: re.finditer(_OTHER_FIGURE, reader.beside(name), re.IGNORECASE) for name in names}
    mine = [name for name in others if all(match[0].lower() in data for match in others[name])]
    return [entry for entry in (make(reader, name) for name in mine) if entry]


def _figure(reader: Columns, name: str) -> Entry | None:
    tables = reader.tables_for(name)
    operation, column = reader.operation(name), reader.value_column(name, tables[0])
    if operation != "count" and column is None:
        return None
    grouping = bool(re.search(r"NumberFormat|thousands? separator", reader.request.near(name)))
    return {
        "id": name, "files": [table.file for table in tables], "operation": operation, "column": column,
        "grouping": grouping, "label": _label(operation, column),
    }  # fmt: skip


def _label(operation: str, column: str | None) -> str:
    words = heading(column or "").lower().removeprefix("total ")
    return "Number of rows" if operation == "count" else f"{_LABELS[operation]} {words}"


def _table(reader: Columns, name: str) -> Entry | None:
    tables = reader.tables_for(name)
    table, near = tables[0], f"{reader.request.near(name) or reader.request.prose} {plain(name)}"
    group = group_column(table, near)
    files = [table.file for table in tables]
    if group is None or not re.search(rf"\b({_AGGREGATE}|per|sums|totals)\b|\bby\b", near, re.IGNORECASE):
        return {"id": name, "files": files, "group": None, "label": f"Rows of {' and '.join(files)}"}
    operation = first_match(OPERATIONS, reader.request.near(name)) or "sum"
    column = reader.value_column(name, table)
    if column is None or operation == "count":
        operation, column = "count", None
    label = f"{_label(operation, column)} by {heading(group).lower()}"
    return {
        "id": name, "files": files, "group": group, "operation": operation, "column": column, "label": label,
        "headings": [heading(group), heading(column) if column else "Number"],
    }  # fmt: skip


def _filter(reader: Columns, name: str) -> Entry | None:
    tables = reader.tables_for(name)
    near = (plain(name), reader.request.before(name), reader.request.near(name))
    column = next(filter(None, (last_named(text, tables[0].labels) for text in near)), None)
    if column is None:
        return None
    return {
        "id": name, "files": [table.file for table in tables], "column": column, "every": "all",
        "mirrors": [], "label": f"Filter by {column}",
    }  # fmt: skip


def _currency(request: Request, roles: Mapping[str, list[str]], rates: Sequence[str]) -> Entry | None:
    if not rates or not (roles["currency"] or request.says(r"\bcurrenc(y|ies)\b")):
        return None
    named = [file for file in rates if file in request.prose] or rates
    picker, *_ = [*roles["currency"], "currency-picker"]
    label, *_ = [*roles["currency-label"], "active-currency"]
    return {"id": picker, "rates": named[0], "label": label, "mirrors": []}


def _add_mirrors(request: Request, figure: str, filters: Sequence[Entry], currency: Entry | None) -> None:
    """Have a figure repeat the choice of a filter, or the currency, in the data attributes that are named."""
    for attribute in dict.fromkeys(re.findall(r"\bdata-[a-z][\w-]*", request.prose)):
        words = plain(attribute.removeprefix("data-"))
        named = [entry for entry in filters if plain(entry["column"]) == words]
        source = currency if words == "currency" else next(iter([*named, *filters]), None)
        if source:
            source["mirrors"].append({"id": figure, "attribute": attribute})
