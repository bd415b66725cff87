"""Controls over rows of data: filters, search, currencies, and the data attributes that mirror a choice."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.capabilities.rows.columns import (
    derived_column,
    latest_column,
    of_kind,
    table_for,
)
from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, claim
from orchestrator.generate.offline.reading import plain
from orchestrator.generate.offline.shapes import Table

_SEARCHED = r"\bsearch|\bfiltering\b"

Mirror = dict[str, str]
"""`{"id": …, "attr": …}`: an element, and its attribute that shows a choice."""


def find_filters(ask: Ask, known: Known) -> Iterable[Feature]:
    """A select for each id that filters by a column."""
    names = ask.ids("filter")
    if not names and ask.words.says(r"\bfilter(s|ed|ing)?\b[^.]{0,40}\bby\b") and not ask.ids("search"):
        names = ("filter",)
    for name in names:
        table = table_for(ask, known, name)
        column = _filter_column(ask, table, name) if table else None
        if table and column:
            yield Feature("filter", {
                "id": name, "file": table.file, "column": column, "every": _every_value(ask, name),
                "mirrors": _mirrors(ask, name, known, column),
            })  # fmt: skip


def find_search(ask: Ask, known: Known) -> Iterable[Feature]:
    """A search box over all columns."""
    for name in ask.ids("search"):
        table = table_for(ask, known, name)
        if table:
            yield Feature("search", {"id": name, "file": table.file})


def find_currency(ask: Ask, known: Known) -> Iterable[Feature]:
    """A select of currencies whose rates come from a JSON file."""
    table = table_for(ask, known)
    names, mirrors = ask.ids("currency"), ask.ids("currency-mirror")
    rates = ask.rates or tuple(name for name in ask.words.files if name.lower().endswith(".json"))
    asked = names or ask.words.says(r"currenc(y|ies)")
    if table and asked and rates and not of_kind(known, "currency"):
        yield Feature("currency", {
            "id": names[0] if names else "currency", "file": table.file, "rates": rates[0],
            "mirror_id": mirrors[0] if mirrors else None,
            "mirrors": [mirror for mirror in _data_attributes(ask, known) if "currency" in mirror["attr"]],
        })  # fmt: skip


def find_export(ask: Ask, known: Known) -> Iterable[Feature]:
    """A button that downloads the rows that are shown."""
    names = ask.ids("export")
    if (
        not names
        and ask.words.says(r"\b(export|download)\b[^.]{0,40}\bcsv\b")
        and not of_kind(known, "export")
    ):
        names = ("export-csv",)
    for name in names:
        table = table_for(ask, known, name)
        if table:
            yield Feature("export", {"id": name, "file": table.file})


def find_upload(ask: Ask, known: Known) -> Iterable[Feature]:
    """A field for a file of the reader's own, shown as a table; nothing leaves the browser."""
    if ask.words.says(r"\b(upload|choose|select|open|drop)\w*\b[^.]{0,40}\b(csv|tsv)\b") and not of_kind(
        known, "upload"
    ):
        names = ask.ids("table") or ("uploaded-table",)
        field = claim(ask, known, r"upload|file|input", "input", names) or "csv-file"
        yield Feature("upload", {"id": field, "file": "", "heading": "Your file"})
        yield Feature("rows", {"id": names[0], "file": "", "label": "All rows of your file"})


def _filter_column(ask: Ask, table: Table, name: str) -> str | None:
    for text in (ask.before(name), plain(name), ask.near(name), ask.words.prose):
        derived = derived_column(table, text)
        column = derived or latest_column(text, [*table.labels, *sorted(table.dates), *sorted(table.numbers)])
        if column:
            return column
    return None


def _every_value(ask: Ask, name: str) -> str:
    """The value of the choice that filters nothing; the code of the checks may spell it in its own way."""
    code = "\n".join(ask.words.code)
    option = re.search(rf"#{re.escape(name)} option\[value=[\"']?(all\b[\w -]*)", code, re.IGNORECASE)
    attribute = re.search(r"dataset\.\w+\s*={2,3}\s*[\"'`](all\b[\w -]*)", code, re.IGNORECASE)
    found = option or attribute
    return found[1].strip() if found else "all"


def _mirrors(ask: Ask, name: str, known: Known, column: str) -> list[Mirror]:
    """The attributes that show this filter's choice: by their names, else all if it is the only filter."""
    found = [mirror for mirror in _data_attributes(ask, known) if "currency" not in mirror["attr"]]
    own = [m for m in found if latest_column(m["attr"], [column]) or m["attr"] == f"data-{name}"]
    return own or (found if len(ask.ids("filter")) == 1 else [])


def _data_attributes(ask: Ask, known: Known) -> list[Mirror]:
    """Every data attribute that the code reads or the prose names, with its element."""
    found = [
        {"id": facts.id, "attr": attribute}
        for facts in ask.words.facts.values()
        for attribute in facts.attributes
        if attribute.startswith("data-")
    ]
    for match in re.finditer(r"\b(data-[a-z][a-z-]*[a-z])\b", ask.words.prose):
        target = _target_of(ask, match.end(), known)
        if target and not any(mirror["attr"] == match[1] for mirror in found):
            found.append({"id": target, "attr": match[1]})
    return found


def _target_of(ask: Ask, place: int, known: Known) -> str | None:
    """What `set data-x on it` means: the id right after, else the figure named last, else the first."""
    following = re.match(r"[^.#]{0,40}#([A-Za-z][\w-]*)", ask.words.prose[place:])
    if following:
        return following[1]
    shown = [*(str(feature.params["id"]) for feature in of_kind(known, "metric")), *ask.ids("metric")]
    before = [name for name in re.findall(r"#([A-Za-z][\w-]*)", ask.words.prose[:place]) if name in shown]
    return (before or shown)[-1] if before or shown else None


CHOICES = (
    Capability(
        "upload", find_upload, r"upload|choose|csv", "table", "opens a file of the reader's own", "controls",
        ("table",),
    ),
    Capability(
        "currency", find_currency, r"currenc(y|ies)", "table",
            "converts amounts by the rates of a "
            "file", "controls",
        ("table", "rates"),
    ),
    Capability(
        "filter", find_filters, r"\bfilter", "table", "filters the rows by a column", "controls", ("table",)
    ),
    Capability(
        "export", find_export, r"export|download", "table", "downloads the rows that are shown", "controls",
        ("table",),
    ),
    Capability("search", find_search, _SEARCHED, "table", "searches all columns", "controls", ("table",)),
)  # fmt: skip
