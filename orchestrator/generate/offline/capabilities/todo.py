"""A list of things to do: kept in the browser, ticked, filtered."""

import re
from collections.abc import Iterable, Mapping

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, Wanted, claims, standing
from orchestrator.generate.offline.keeping import KEPT
from orchestrator.generate.offline.parts import assigned, free_ids, still_open

TODO = r"(?<![#\w-])to-?do\b|\btask (list|manager|tracker)\b|\bchecklist\b|shopping list"
"""What asks for one."""
_IDS: Mapping[str, Wanted] = {
    "input_id": (r"input|text|\bnew\b|field", "input", "todo-input"),
    "add_id": (r"\badd|submit|create|btn|button", "button", "todo-add"),
    "left_id": (r"count|left|remaining", "", "todo-left"),
    "id": (r"(?<!clear )list|items|todos?$|(?<!clear )tasks?$", "ul", "todo-list"),
}
_MORE = {
    "all_id": r"filter all|show all|\ball$",
    "active_id": r"(filter|show)? ?(active|pending|open)$",
    "done_id": r"^(?!.*(clear|delete|remove)).*(completed?|done|finished)$",
    "clear_id": r"(clear|delete|remove) .*",
}

_NUMBER = r"\b(?:number|count|total|percent\w*|how many)\b"
"""Words before an id that shows a number and is no button."""


def find_todo(ask: Ask, known: Known) -> Iterable[Feature]:
    """A list of things to do that is kept in the browser; later rounds add choices of what is shown."""
    before = standing(known, "todo")
    if not before and not ask.words.says(TODO):
        return
    params = dict(before.params) if before else {**claims(ask, known, _IDS), "heading": "To do"}
    mine = [*known, Feature("todo", params)]
    free = [name for name in free_ids(ask, mine) if not re.search(_NUMBER, ask.before(name), re.IGNORECASE)]
    yield Feature(
        "todo", {**dict.fromkeys(_MORE, ""), **params, **assigned(ask, free, still_open(_MORE, params))}
    )


def _covers(feature: Feature) -> str:
    filters = r"|\bfilter" if feature.params.get("active_id") or feature.params.get("done_id") else ""
    return rf"{TODO}|{KEPT}|\b(?:remov|delet|tick)\w*|checkbox|complete[ds]?\b(?! button)|remaining{filters}"


TODOS = (Capability("todo", find_todo, _covers, "todo", "keeps a list of things to do"),)
