"""Apps on rows of data: figures, grouped tables, plain tables, charts."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.capabilities.rows.charts import CHARTS
from orchestrator.generate.offline.capabilities.rows.choices import CHOICES
from orchestrator.generate.offline.capabilities.rows.columns import (
    SORTS,
    SUMS,
    file_of,
    first_named,
    group_column,
    is_aggregate,
    latest_column,
    of_kind,
    order_of,
    table_for,
    value_column,
)
from orchestrator.generate.offline.capabilities.rows.conditions import (
    condition_of,
    is_beyond,
    is_derived,
    told,
)
from orchestrator.generate.offline.capabilities.rows.ranges import RANGES
from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, nothing
from orchestrator.generate.offline.reading import plain, spoken
from orchestrator.generate.offline.shapes import Table

_OPERATIONS = (
    ("mean", r"\b(average|mean|avg)\b"),
    ("median", r"\bmedian\b"),
    ("distinct", r"\b(distinct|unique|different)\b"),
    ("max", r"\b(max|maximum|highest|largest|biggest|top|best)\b"),
    ("min", r"\b(min|minimum|lowest|smallest|worst)\b"),
    ("count", r"\b(count|number of|how many)\b"),
    ("sum", r"\b(sum|total|revenue|amount|adds? up)"),
)
_LABELS = {"sum": "Total", "mean": "Average", "median": "Median", "max": "Highest", "min": "Lowest"}
_TOO_MANY = 2
_AMOUNTS = r"values?|amounts?|numbers?|totals?|prices?|scores?|marks?|results?|in"
_LEADS = r"\b(top|best|worst)\b(?:[- ](?:selling|performing|rated|scoring))?\s+([a-z]+)"
_DATA = r"\bcolumn|\.csv|\.tsv|\brows\b|spreadsheet|\bdata\b"


def find_metrics(ask: Ask, known: Known) -> Iterable[Feature]:
    """One figure for each id that shows an aggregate; one of its own where a sum is asked for without."""
    names = ask.ids("metric")
    if not names and _sum_without_id(ask, known):
        names = ("total",)
    for name in names:
        table = table_for(ask, known, name)
        if file_of(ask, table) and _is_plain(ask, name, table):
            yield _metric(ask, known, name, table)


def _is_plain(ask: Ask, name: str, table: Table | None) -> bool:
    """Whether one figure over rows of one file is meant: anything else would be a wrong number."""
    before = ask.before(name)
    files = {one.file for one in ask.tables if one.file.lower() in before.lower()}
    said = {operation for operation, pattern in _OPERATIONS if re.search(pattern, before, re.IGNORECASE)}
    several = len(said - {"sum", "distinct"}) >= _TOO_MANY and not first_named(_OPERATIONS, plain(name))
    beyond = is_derived(plain(name)) or is_beyond(table, before)
    return len(files) < _TOO_MANY and not several and not beyond


def _metric(ask: Ask, known: Known, name: str, table: Table | None) -> Feature:
    around = f"{ask.before(name)} {plain(name)}"
    own = first_named(_OPERATIONS, plain(name))
    operation = own if own and own != "sum" else first_named(_OPERATIONS, around) or "sum"
    if table and not table.numbers and operation == "sum":
        operation = "count"
    counted = (latest_column(around, table.labels) or _leading(around, table)) if table else None
    where = condition_of(table, ask.before(name)) if table else None
    params = {
        "id": name, "file": file_of(ask, table), "op": operation, "grouping": _is_for_people(ask, name),
        "where": where,
    }  # fmt: skip
    if operation == "count" and counted and counted.lower() in around.lower():
        params["op"] = "distinct"
    if operation in {"max", "min"} and counted:
        column = value_column(ask, table, name, known, counted)
        label = (
            f"{'Top' if operation == 'max' else 'Last'} {spoken(counted).lower()} by {spoken(column).lower()}"
        )
        label += told(where)
        return Feature("leader", {**params, "group": counted, "column": column, "label": label})
    counts = params["op"] in {"count", "distinct"}
    column = (counted if counts else None) or value_column(ask, table, name, labels=counts)
    label = _label(str(params["op"]), column) + told(where)
    return Feature("metric", {**params, "column": column, "label": label})


def _leading(around: str, table: Table) -> str | None:
    """Whom `the top student` means where no column is called so: the first column of labels."""
    led = re.search(_LEADS, around, re.IGNORECASE)
    if not led or not table.labels or latest_column(led[2], table.numbers) or re.fullmatch(_AMOUNTS, led[2]):
        return None
    return table.labels[0]


def find_lists(ask: Ask, known: Known) -> Iterable[Feature]:
    """A table for each id that is one: totals by group if a column to group by is named, else every row."""
    names = ask.ids("table")
    if not names and not of_kind(known, "grouped", "rows") and ask.words.says(r"\btable\b|\bgrouped by\b"):
        names = ("data-table",)
    for name in names:
        table = table_for(ask, known, name)
        if not table or is_derived(plain(name)):
            continue
        around = f"{ask.near(name) or ask.words.prose} {plain(name)}"
        group = group_column(table, around)
        if _as_list(ask, name, around):
            yield Feature("items", {"id": name, "file": table.file})
            continue
        if group is None or not is_aggregate(around):
            yield Feature("rows", {
                "id": name, "file": table.file, "label": f"All rows of {table.file}",
                "order": order_of(table, around),
            })  # fmt: skip
            continue
        counts = _counts(around, table)
        column = "Number" if counts else value_column(ask, table, name, known, group)
        yield Feature("grouped", {
            "id": name, "file": table.file, "group": group, "column": column,
            "op": "count" if counts else "sum", "label": f"{spoken(column)} by {spoken(group).lower()}",
            "order": order_of(table, around),
        })  # fmt: skip


def _counts(around: str, table: Table) -> bool:
    """Whether rows are counted: because that is asked for, or because there is nothing to add up."""
    return (
        not table.numbers
        or re.search(
            r"\bhow many\b|\bnumber of\b|\bcounts?\b|\bhead ?counts?\b|\bfrequenc|\boccurrences", around
        )
        is not None
    )


def _as_list(ask: Ask, name: str, around: str) -> bool:
    facts = ask.words.facts.get(name)
    demanded = facts is not None and facts.tag in {"ul", "ol"}
    return demanded or bool(re.search(r"\bcards?\b|bullet", around) and not re.search(r"\btable\b", around))


def _sum_without_id(ask: Ask, known: Known) -> bool:
    shown = of_kind(known, "metric", "grouped", "document")
    return not shown and not ask.ids("table") and ask.words.says(SUMS) and ask.words.says(_DATA)


def _is_for_people(ask: Ask, name: str) -> bool:
    """Whether a figure is written with separators; plain numbers unless that is asked for."""
    facts = ask.words.facts.get(name)
    if facts and facts.comma:
        return True
    code = "\n".join(ask.words.code)
    computed_with = re.search(rf"(?:parseFloat|parseInt|Number)\([^;]{{0,60}}{re.escape(name)}\b", code)
    asked = re.search(r"Intl\.NumberFormat|thousands? separator", ask.near(name))
    return asked is not None and computed_with is None


def _label(operation: str, column: str) -> str:
    named = spoken(column).lower() if column.islower() else spoken(column)
    if operation in _LABELS:
        return f"{_LABELS[operation]} {named.removeprefix('total ')}"
    return "Rows" if operation == "count" else f"Different values of {named}"


TABLES = (
    Capability(
        "metric", find_metrics, SUMS, "table",
            "computes figures from the rows of a "
            "file", "figures", ("table",)
    ),
    Capability(
        "leader", nothing, r"\b(top|best|highest|lowest|worst)\b", "table", "names the best of a group",
        "figures",
        ("table",),
    ),
    *CHOICES,
    Capability(
        "grouped", find_lists, rf"\btable\b|\beach\b|\bper\b|group|{SORTS}", "table", "lists totals by group",
        kernel=("table",),
    ),
    Capability(
        "items", nothing, r"\bcards?\b|\blist", "table", "lists the rows of a file as cards",
        kernel=("table",),
    ),
    Capability(
        "rows", nothing, rf"\btable\b|\brows\b|{SORTS}", "table", "lists the rows of a file",
        kernel=("table",),
    ),
    *CHARTS,
    *RANGES,
)  # fmt: skip
