"""Apps on rows of data: figures, grouped tables, filters, search, currencies, charts."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known
from orchestrator.generate.offline.reading import plain, word_at
from orchestrator.generate.offline.shapes import Table

_OPERATIONS = (
    ("mean", r"\b(average|mean|avg)\b"),
    ("median", r"\bmedian\b"),
    ("distinct", r"\b(distinct|unique|different)\b"),
    ("max", r"\b(max|maximum|highest|largest|biggest|top)\b"),
    ("min", r"\b(min|minimum|lowest|smallest)\b"),
    ("count", r"\b(count|number of|how many)\b"),
    ("sum", r"\b(sum|total|revenue|amount|adds? up)"),
)
_SUMS = (
    r"\b(sums?|total(s|ing)?|add(s|ing)? up|average|mean|median|maximum|minimum|aggregate|count(s|ing)?)\b"
)
_COLUMN = re.compile(r"[`\"'“]?([A-Za-z][\w -]{0,40}?)[`\"'”]?\s+(?:column|field|values)\b", re.IGNORECASE)
_LAST_VERB = re.compile(
    r".*\b(?:sums?|totals?|adds? up|adding up|of|the|its|all|each|every|and|up)\s+", re.IGNORECASE
)


def find_metrics(ask: Ask, known: Known) -> Iterable[Feature]:
    """One figure for each id that shows an aggregate; one of its own where a sum is asked for without an id."""
    table = _table(ask, known)
    names = ask.ids("metric")
    if not table and not (names and ask.words.files):
        return
    asked = re.search(_SUMS, ask.words.prose, re.IGNORECASE) and not _of_kind(
        known, "metric", "grouped", "document"
    )
    for name in names or (["total"] if asked and _wants_data(ask) and not ask.ids("table") else []):
        operation = _operation(f"{ask.before(name)} {plain(name)}")
        column = _value_column(ask, table, name, operation)
        label = _label(operation, column)
        yield Feature(
            "metric",
            {
                "id": name,
                "file": _file(ask, table),
                "op": operation,
                "column": column,
                "label": label,
                "grouping": _formatted(ask, name),
            },
        )


def find_grouped(ask: Ask, known: Known) -> Iterable[Feature]:
    """A table for each id that is one: grouped if a column to group by is named, else every row."""
    table = _table(ask, known)
    wanted = list(ask.ids("table"))
    if (
        not wanted
        and not _of_kind(known, "grouped", "rows")
        and ask.words.says(r"\btable\b|\bgrouped by\b")
        and table
    ):
        wanted = ["data-table"]
    for name in wanted if table else []:
        around = f"{ask.near(name) or ask.words.prose} {plain(name)}"
        group = _group_column(table, around)
        if group is None or not _has_aggregate(around, table):
            yield Feature("rows", {"id": name, "file": table.file, "label": _caption(table.file)})
            continue
        value = _value_column(ask, table, name, "sum", known, besides=group)
        yield Feature(
            "grouped",
            {
                "id": name,
                "file": table.file,
                "group": group,
                "column": value,
                "label": f"{plain(value).capitalize()} by {plain(group)}",
            },
        )


def find_filters(ask: Ask, known: Known) -> Iterable[Feature]:
    """A select for each id that filters, with the data attributes that mirror its choice."""
    table = _table(ask, known)
    if not table:
        return
    names = list(ask.ids("filter"))
    if not names and ask.words.says(r"\bfilter(s|ed|ing)?\b[^.]{0,40}\bby\b") and not ask.ids("search"):
        names = ["filter"]
    for name in names:
        column = _filter_column(ask, table, name)
        if column is None:
            continue
        yield Feature(
            "filter",
            {
                "id": name,
                "file": table.file,
                "column": column,
                "every": _every_value(ask, name),
                "months": column not in table.columns,
                "from": _date_column(table) if column not in table.columns else column,
                "mirrors": _mirrors(ask, name, known, column),
            },
        )


def find_search(ask: Ask, known: Known) -> Iterable[Feature]:
    """A search box over all columns."""
    table = _table(ask, known)
    for name in ask.ids("search") if table else ():
        yield Feature("search", {"id": name, "file": table.file})


def find_currency(ask: Ask, known: Known) -> Iterable[Feature]:
    """A select of currencies whose rates come from a JSON file."""
    table = _table(ask, known)
    names, mirrors = ask.ids("currency"), ask.ids("currency-mirror")
    if (
        not table
        or not (names or (ask.words.says(r"currenc(y|ies)") and ask.rates))
        or _of_kind(known, "currency")
    ):
        return
    rates = ask.rates or tuple(name for name in ask.words.files if name.lower().endswith(".json"))
    if rates:
        yield Feature(
            "currency",
            {
                "id": names[0] if names else "currency",
                "file": table.file,
                "rates": rates[0],
                "mirror_id": mirrors[0] if mirrors else None,
                "mirrors": [
                    mirror for mirror in _data_attributes(ask, known) if "currency" in mirror["attr"]
                ],
            },
        )


def find_charts(ask: Ask, known: Known) -> Iterable[Feature]:
    """A chart of a value by a group."""
    table = _table(ask, known)
    if not table or not (ask.ids("chart") or ask.words.says(r"\b(chart|graph|plot|histogram)\b")):
        return
    if _of_kind(known, "chart") and not ask.ids("chart"):
        return
    for name in ask.ids("chart") or ("chart",):
        around = ask.near(name) or ask.words.prose
        group = _group_column(table, around) or _group_column(table, ask.words.prose) or table.columns[0]
        value = _value_column(ask, table, name, "sum", known, besides=group)
        yield Feature(
            "chart",
            {
                "id": name,
                "file": table.file,
                "group": group,
                "column": value,
                "shape": _chart_shape(f"{around} {plain(name)}"),
                "label": f"{plain(value).capitalize()} by {plain(group)}",
            },
        )


def _table(ask: Ask, known: Known) -> Table | None:
    """The table that this round speaks of: a fresh or named one, else the one the app already shows."""
    used = [feature.params.get("file") for feature in known if feature.params.get("file")]
    named = [
        table
        for table in ask.tables
        if table.file in ask.fresh or table.file.lower() in _lower(ask.words.files)
    ]
    standing = [table for table in ask.tables if table.file in used]
    return next(iter([*named, *standing, *ask.tables]), None)


def _lower(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _file(ask: Ask, table: Table | None) -> str:
    return table.file if table else next(name for name in ask.words.files)


def _of_kind(known: Known, *kinds: str) -> list[Feature]:
    return [feature for feature in known if feature.kind in kinds]


def _wants_data(ask: Ask) -> bool:
    return ask.words.says(r"\bcolumn|\.csv|\.tsv|\brows\b|spreadsheet|\bdata\b")


def _operation(around: str) -> str:
    return next((name for name, pattern in _OPERATIONS if re.search(pattern, around, re.IGNORECASE)), "sum")


def _value_column(
    ask: Ask, table: Table | None, name: str, operation: str, known: Known = (), besides: str | None = None
) -> str:
    """The column that an id is about: named before it, in it, with the word column, used so far, or the last."""
    if table is None:
        return _spoken_column(ask.words.prose) or plain(name).split()[-1]
    every = operation in {"count", "distinct"}
    choice = [c for c in table.columns if c != besides and (every or c in table.numbers)] or list(
        table.columns
    )
    used = [f.params.get("column") for f in known if f.params.get("file") == table.file]
    spoken = _spoken_column(ask.words.prose)
    places = (
        ask.before(name),
        plain(name),
        spoken or "",
        ask.near(name),
        "\n".join(filter(None, used)),
        ask.words.prose,
    )
    found = (latest_column(text, choice) for text in places)
    return next((column for column in found if column), choice[-1])


def _spoken_column(text: str) -> str | None:
    """X of `its X column`, as it was written."""
    match = _COLUMN.search(text)
    return _LAST_VERB.sub("", match[1]).strip() if match else None


def latest_column(text: str, columns: Iterable[str]) -> str | None:
    """The column whose name stands last in `text`; the longer name wins where two end together."""
    places = [(word_at(text, column), len(column), column) for column in columns]
    place, _, column = max(places, default=(-1, 0, ""))
    return column if place >= 0 else None


def _group_column(table: Table, text: str) -> str | None:
    """The column after each, per, by, for every; else a column of labels that the text names."""
    grouping = re.findall(
        r"\b(?:each|every|per|by|group(?:ed|s)? by|unique|distinct)\s+(?:the\s+)?([\w -]{1,40})",
        text,
        re.IGNORECASE,
    )
    for words in grouping:
        starts = [
            c
            for c in table.columns
            if word_at(" ".join(words.split()[:3]), c) >= 0 and c not in table.numbers
        ]
        if starts:
            return min(starts, key=lambda c: word_at(words, c))
    return latest_column(text, table.labels)


def _has_aggregate(text: str, table: Table) -> bool:
    return (
        bool(table.numbers)
        and re.search(rf"{_SUMS}|\b(each|per|by|grouped)\b", text, re.IGNORECASE) is not None
        and latest_column(text, table.columns) is not None
    )


def _filter_column(ask: Ask, table: Table, name: str) -> str | None:
    for text in (ask.before(name), plain(name), ask.near(name), ask.words.prose):
        column = latest_column(text, [*table.labels, *table.dates, *table.numbers])
        if column:
            return column
        if _date_column(table) and re.search(r"\bmonths?\b", text, re.IGNORECASE):
            return "month"
    return None


def _date_column(table: Table) -> str | None:
    return next((column for column in table.columns if column in table.dates), None)


def _every_value(ask: Ask, name: str) -> str:
    """The value of the choice that filters nothing; the code of the checks may spell it in its own way."""
    code = "\n".join(ask.words.code)
    match = re.search(
        rf"#{re.escape(name)} option\[value=[\"']?(all\b[\w -]*)", code, re.IGNORECASE
    ) or re.search(r"dataset\.\w+\s*={2,3}\s*[\"'`](all\b[\w -]*)", code, re.IGNORECASE)
    return match[1].strip() if match else "all"


def _mirrors(ask: Ask, name: str, known: Known, column: str) -> list[dict[str, str]]:
    """The elements whose data attribute shows the choice: by the attribute's name, else the only filter's."""
    found = _data_attributes(ask, known)
    own = [
        mirror
        for mirror in found
        if latest_column(mirror["attr"], [column]) or mirror["attr"] == f"data-{name}"
    ]
    return own or [
        mirror for mirror in found if len(ask.ids("filter")) == 1 and "currency" not in mirror["attr"]
    ]


def _data_attributes(ask: Ask, known: Known) -> list[dict[str, str]]:
    found = [
        {"id": facts.id, "attr": attribute}
        for facts in ask.words.facts.values()
        for attribute in facts.attributes
        if attribute.startswith("data-")
    ]
    for match in re.finditer(r"\b(data-[a-z][a-z-]*)", ask.words.prose):
        attribute = match[1].rstrip("-")
        if not any(mirror["attr"] == attribute for mirror in found):
            found += [
                {"id": target, "attr": attribute}
                for target in [_target_of(ask, match.end(), known)]
                if target
            ]
    return found


def _target_of(ask: Ask, place: int, known: Known) -> str | None:
    """The element that `set data-x on it` means: the id right after, else the figure named last, else the first figure."""
    following = re.match(r"[^.#]{0,40}#([A-Za-z][\w-]*)", ask.words.prose[place:])
    if following:
        return following[1]
    shown = [feature.params["id"] for feature in _of_kind(known, "metric")] + list(ask.ids("metric"))
    before = [name for name in re.findall(r"#([A-Za-z][\w-]*)", ask.words.prose[:place]) if name in shown]
    return str((before or shown)[-1]) if before or shown else None


def _formatted(ask: Ask, name: str) -> bool:
    """Whether the figure is meant for people, with separators; plain numbers unless it is asked for."""
    facts = ask.words.facts.get(name)
    code = "\n".join(ask.words.code)
    if facts and facts.comma:
        return True
    computed_with = re.search(rf"(?:parseFloat|parseInt|Number)\([^;]{{0,60}}{re.escape(name)}\b", code)
    return (
        not computed_with
        and re.search(r"Intl\.NumberFormat|thousands? separator", ask.near(name)) is not None
    )


def _label(operation: str, column: str) -> str:
    words = {"sum": "Total", "mean": "Average", "median": "Median", "max": "Highest", "min": "Lowest"}
    named = plain(column)
    if operation in words:
        return f"{words[operation]} {named.removeprefix('total ')}"
    return "Rows" if operation == "count" else f"Different values of {named}"


def _caption(file: str) -> str:
    return f"All rows of {file}"


def _chart_shape(text: str) -> str:
    shapes = (("pie", r"\bpie\b"), ("doughnut", r"doughnut|donut"), ("line", r"\bline|trend|over time"))
    return next((shape for shape, pattern in shapes if re.search(pattern, text, re.IGNORECASE)), "bar")


TABLES = (
    Capability(
        "metric", find_metrics, rf"{_SUMS}", "table", "computes figures from the rows", "figures", ("table",)
    ),
    Capability(
        "currency",
        find_currency,
        r"currenc(y|ies)",
        "table",
        "converts the figures by the rates of a JSON file",
        "controls",
        ("table",),
    ),
    Capability(
        "filter", find_filters, r"\bfilter", "table", "filters the rows by a column", "controls", ("table",)
    ),
    Capability("search", find_search, r"\bsearch", "table", "searches all columns", "controls", ("table",)),
    Capability(
        "grouped",
        find_grouped,
        r"\btable\b|\beach\b|\bper\b|group",
        "table",
        "lists totals by group",
        kernel=("table",),
    ),
    Capability(
        "rows", lambda _ask, _known: (), r"\btable\b|\brows\b", "table", "lists the rows", kernel=("table",)
    ),
    Capability(
        "chart",
        find_charts,
        r"chart|graph|plot|histogram|diagram",
        "table",
        "draws a chart",
        kernel=("table",),
        libraries=("chart.js",),
    ),
)
