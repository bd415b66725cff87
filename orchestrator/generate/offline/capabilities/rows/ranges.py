"""Which part of the rows is shown: those from or up to an amount, and one page of them at a time."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.capabilities.rows.columns import of_kind, table_for, value_column
from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known
from orchestrator.generate.offline.parts import assigned, free_ids
from orchestrator.generate.offline.reading import plain, spoken

_PAGED = (
    r"\bpaginat\w+|\bper page\b|\bpage size\b|"
    r"\b(?:rows|items|entries|results|records|cards) (?:a|each|on (?:a|each)) page\b"
)
_SIZE = re.compile(
    r"\b(\d{1,3}) (?:\w+ )?(?:per|a|each|on (?:a|each)) page|\bpage size (?:of )?(\d{1,3})", re.IGNORECASE
)
_BUTTONS = {
    "previous_id": r"prev(ious)?|back|newer",
    "next_id": r"next|forward|older",
    "id": r"page|info|current|indicator",
}
_USUAL = 10
"""Rows on a page where no number is named."""


def find_limits(ask: Ask, known: Known) -> Iterable[Feature]:
    """A field for the least or the greatest amount of a column that a row may have to be shown."""
    for name in ask.ids("limit"):
        table = table_for(ask, known, name)
        if table and table.numbers and re.match(r"(?:min|max)(?:imum)?\b", plain(name)):
            column = value_column(ask, table, name, known)
            least = plain(name).startswith("min")
            yield Feature("limit", {
                "id": name, "file": table.file, "column": column, "is": ">=" if least else "<=",
                "label": f"{spoken(column)} {'from' if least else 'up to'}",
            })  # fmt: skip


def find_pager(ask: Ask, known: Known) -> Iterable[Feature]:
    """One page of the rows at a time, with buttons to turn it."""
    listed = of_kind(known, "rows", "items")
    if not listed or not ask.words.says(_PAGED) or of_kind(known, "pager"):
        return
    free = [name for name in free_ids(ask, known) if ask.roles.get(name, "pager") == "pager"]
    size = next((int(found[1] or found[2]) for found in [_SIZE.search(ask.words.prose)] if found), _USUAL)
    own = {"id": "page-info", "previous_id": "previous-page", "next_id": "next-page"}
    yield Feature("pager", {
        **own, **assigned(ask, free, _BUTTONS), "file": listed[-1].params["file"], "size": max(1, size),
    })  # fmt: skip


RANGES = (
    Capability(
        "limit", find_limits, r"\b(?:min|max)imum\b|\bhides?\b", "table", "keeps to a range of amounts",
            "controls",
        ("table",),
    ),
    Capability("pager", find_pager, _PAGED, "table", "turns pages", kernel=("table",)),
)  # fmt: skip
