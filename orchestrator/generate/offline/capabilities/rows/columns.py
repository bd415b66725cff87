"""Choosing the table and the columns that a request's words mean."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.feature import Ask, Feature, Known
from orchestrator.generate.offline.reading import plain, word_at
from orchestrator.generate.offline.shapes import Table

SUMS = (
    r"\b(sums?|total(s|ing)?|add(s|ing)? up|average|mean|median|maximum|minimum|highest|lowest|"
    r"best|worst|top|aggregate|how many|number of|"
    r"count(s|ing)?)\b"
)
TIMES = " \u00d7 "
"""What stands between two columns whose product is meant; the page multiplies row by row."""

_MULTIPLIED = re.compile(
    r"([\w ]{1,40}?)\s*(?:\*|\u00d7|\btimes\b|\bmultiplied by\b)\s*([\w ]{1,40})", re.IGNORECASE
)

SORTS = r"\bsort|\b(?:a|de)scending|\b(?:largest|highest|biggest|newest|latest|lowest|smallest) first"
_SORTED = re.compile(r"\b(?:sorted|ordered|sorts?(?: \w+){0,2} by)\b([^.;#]{0,60})", re.IGNORECASE)
_NUMBERS = {"three": 3, "five": 5, "ten": 10}
_BEST = re.compile(r"\b(top|bottom) (\d{1,4}|three|five|ten)\b([^.;#]{0,60})", re.IGNORECASE)
_FIRST = re.compile(r"\b((?:largest|highest|biggest|lowest|smallest) first)\b", re.IGNORECASE)
_DOWNWARDS = r"\bdesc|\b(?:largest|highest|biggest|newest|latest|most \w+) first|\bhigh(?:est)? to low"

DERIVED = ("month", "year")
"""What the page cuts out of a column of dates if no column has that name."""

_COLUMN = re.compile(r"[`\"'“]?([A-Za-z][\w -]{0,40}?)[`\"'”]?\s+(?:column|field|values)\b", re.IGNORECASE)
_UP_TO_COLUMN = re.compile(
    r".*\b(?:sums?|totals?|adds? up|adding up|of|the|its|all|each|every|and|up)\s+", re.IGNORECASE
)
_GROUPING = re.compile(
    r"\b(?:each|every|per|by|group(?:ed|s)? by|unique|distinct)\s+(?:the\s+)?([\w -]{1,40})", re.IGNORECASE
)


def of_kind(known: Known, *kinds: str) -> list[Feature]:
    """The features of the given kinds."""
    return [feature for feature in known if feature.kind in kinds]


def table_for(ask: Ask, known: Known, name: str = "") -> Table | None:
    """The table that an id, or the round, speaks of.

    That is one whose file stands beside the id, else a fresh or named one, else the one the app shows.
    """
    used = {feature.params.get("file") for feature in known}
    named = {file.lower() for file in ask.words.files}
    beside = [table for table in ask.tables if table.file.lower() in ask.near(name).lower()]
    spoken = [table for table in ask.tables if table.file in ask.fresh or table.file.lower() in named]
    standing = [table for table in ask.tables if table.file in used]
    return next(iter([*beside, *spoken, *standing, *ask.tables]), None)


def file_of(ask: Ask, table: Table | None) -> str | None:
    """The table's file; where it did not come, the first file of rows that the words name."""
    named = (name for name in ask.words.files if name.lower().endswith((".csv", ".tsv", ".json")))
    return table.file if table else next(named, None)


def value_column(
    ask: Ask,
    table: Table | None,
    name: str,
    known: Known = (),
    besides: str | None = None,
    *,
    labels: bool = False,
) -> str:
    """The column that an id is about.

    Looked for before the id, in the id, with the word column, after it, in use, and in all words; else the
    last one. Only numbers count, unless `labels`.
    """
    spoken = spoken_column(ask.words.prose) or ""
    if table is None:
        return spoken or plain(name).split()[-1]
    product = _product(table, f"{ask.before(name)} … {ask.near(name)}")
    if product and not labels:
        return product
    choice = [c for c in table.columns if c != besides and (labels or c in table.numbers)] or list(
        table.columns
    )
    used = "\n".join(
        str(f.params["column"]) for f in known if f.params.get("file") == table.file and "column" in f.params
    )
    near = (ask.before(name), plain(name), spoken, ask.near(name))
    found = [latest_column(text, choice) or _by_last_word(name, text, choice) for text in near]
    found += [_alias(table, known, near), latest_column(used, choice), latest_column(ask.words.prose, choice)]
    return next((column for column in found if column), choice[-1])


def _by_last_word(name: str, text: str, columns: Iterable[str]) -> str | None:
    """The one column whose last word an id's own words hold: `Net Amount` for #min-amount."""
    words = plain(name).split() if text == plain(name) else []
    found = [column for column in columns if set(plain(column).split()[-1:]) & set(words)]
    return found[0] if len(found) == 1 else None


def _alias(table: Table, known: Known, texts: Iterable[str]) -> str | None:
    """What the app shows under a name of its own: `revenue` where #revenue is a product of columns."""
    figures = {plain(str(f.params["id"])): f for f in of_kind(known, "metric") if f.params["op"] == "sum"}
    named = latest_column("\n".join(texts), figures)
    figure = figures[named] if named else None
    return str(figure.params["column"]) if figure and figure.params["file"] == table.file else None


def _product(table: Table, text: str) -> str | None:
    """Two columns of numbers joined by `TIMES`, if the text multiplies them."""
    for left, right in _MULTIPLIED.findall(text):
        first = latest_column(left, table.numbers)
        second = next((c for c in sorted(table.numbers) if plain(right).startswith(plain(c))), None)
        if first and second:
            return f"{first}{TIMES}{second}"
    return None


def spoken_column(text: str) -> str | None:
    """The X of `its X column`, as it was written."""
    match = _COLUMN.search(text)
    return _UP_TO_COLUMN.sub("", match[1]).strip() if match else None


def latest_column(text: str, columns: Iterable[str]) -> str | None:
    """The column whose name stands last in `text`; the longer name wins where two end together."""
    places = [(word_at(text, column), len(column), column) for column in columns]
    place, _, column = max(places, default=(-1, 0, ""))
    return column if place >= 0 else None


def group_column(table: Table, text: str) -> str | None:
    """The column after each, per, by, for every; else a column of labels that the text names."""
    for phrase in _GROUPING.findall(text):
        words = " ".join(phrase.split()[:3])
        named = [
            column for column in table.columns if column not in table.numbers and word_at(words, column) >= 0
        ]
        if named:
            return min(named, key=lambda column: word_at(words, column))
        derived = derived_column(table, words)
        if derived:
            return derived
    return latest_column(text, table.labels)


def derived_column(table: Table, text: str) -> str | None:
    """`month` or `year`, if the text says so and the table has dates to cut it out of."""
    if not table.dates or any(plain(column) in DERIVED for column in table.columns):
        return None
    return next((name for name in DERIVED if re.search(rf"\b{name}(s|ly)?\b", text, re.IGNORECASE)), None)


def order_of(table: Table, text: str) -> dict[str, str | int | None] | None:
    """`{"column": …, "up": …, "limit": …}` where the text says in what order, or how many, rows come.

    No column: by the amount. No limit: every row.
    """
    best = _BEST.search(text)
    said = best or _SORTED.search(text) or _FIRST.search(text)
    if said is None:
        return None
    rest = said[said.lastindex or 0]
    column = latest_column(re.split(r"\bby\b", rest)[-1], table.columns) if "by" in rest else None
    up = best[1].lower() == "bottom" if best else re.search(_DOWNWARDS, rest, re.IGNORECASE) is None
    return {
        "column": column,
        "up": up,
        "limit": _NUMBERS.get(best[2].lower()) or int(best[2]) if best else None,
    }


def is_aggregate(text: str) -> bool:
    """Whether a table is to show one row for each group, not every row."""
    grouped = re.search(rf"{SUMS}|\b(per|grouped)\b|(?<!sorted )(?<!filtered )\bby\b", text, re.IGNORECASE)
    return grouped is not None


def first_named(table: Iterable[tuple[str, str]], text: str) -> str | None:
    """The name of the first pattern that the text matches."""
    return next((name for name, pattern in table if re.search(pattern, text, re.IGNORECASE)), None)
