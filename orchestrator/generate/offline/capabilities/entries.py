"""Lists that a visitor makes: notes, expenses, contacts; fields, a button that adds, and what is added up."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from orchestrator.generate.offline.capabilities.todo import TODO
from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, standing
from orchestrator.generate.offline.keeping import KEPT, storage_key
from orchestrator.generate.offline.parts import assigned, free_ids, still_open
from orchestrator.generate.offline.reading import plain, spoken
from orchestrator.generate.offline.subject import head_of, own_tool

_OTHER = r"\b(?:contact|feedback|registration|sign[- ]?up|log ?in|survey|order|booking) (?:form|page)"
"""Lists and forms that are something else."""
_LISTING = r"planner|invoice|expense|budget|\blist\b|notes?\b"
"""Tools that are lists, whatever else they are called."""
_ADDS = r"\badd(?:s|ing|ed)?\b|\bsaves?d?\b|\bsubmit\w*|\bcreates?\b|\blog\b|\bentries\b|\btracker\b"
_AMOUNT = (
    r"amount|price|cost|value|salary|income|spent|budget|calories|hours|minutes|distance|marks?|score|weight"
)
_PIECES = r"\b(?:qty|quantity)\b"
_NUMBER = rf"{_AMOUNT}|qty|quantity|count|number|age|year|rate"
_TAX = re.compile(
    r"\b(?:tax|vat|gst)\b[^.]{0,20}?(\d{1,2}(?:\.\d+)?) ?%|(\d{1,2}(?:\.\d+)?) ?% ?(?:tax|vat|gst)",
    re.IGNORECASE,
)
_PARTS = {
    "add_id": r"^add\b.*|\bsave\b|\bsubmit\b|\bcreate\b|^log\b|add (?:btn|button)|\binsert\b",
    "id": r".*\b(?:list|table|entries|items|log|rows|records|notes|expenses|contacts|bookmarks|books)$",
    "search_id": r".*\bsearch|.*\bfind\b",
    "clear_id": r"clear\b.*|delete all|reset\b.*",
    "count_id": r".*\bcount$|number of .*|how many",
    "groups_id": r"\bby\b.*|.*\b(?:breakdown|per (?:category|type))$|category (?:totals?|table|summary)",
    "subtotal_id": r"sub ?total",
    "tax_id": r"\b(?:tax|vat|gst)$",
    "grand_id": r"grand ?total|total with tax",
    "mean_id": r"average|mean|avg",
    "total_id": r"total\b.*|.*\b(?:total|sum)$",
}
_SHOWN = frozenset(_PARTS) - {"add_id", "search_id", "clear_id"}
_SAID = (
    r"\bdelet\w*|\bremov\w*",
    KEPT,
    r"\bnotes?\b|\bentr(?:y|ies)\b",
    r"\badd(?:s|ing)?\b(?! (?:a|an|the)\b)",
    r"\bvalidat\w*|\bempty\b",
)


def find_entries(ask: Ask, known: Known) -> Iterable[Feature]:
    """One list with the fields that the words name before its button; later rounds add what it shows."""
    before = standing(known, "entries")
    if not before and _is_other(ask):
        return
    held: dict[str, Any] = dict(before.params) if before else {}
    free = free_ids(ask, known)
    tax = _tax(ask) or held.get("tax", 0)
    parts = assigned(ask, free, _open(held, taxed=bool(tax)), _SHOWN)
    rest = [name for name in free if name not in parts.values()]
    fields = held.get("elements") or _fields(ask, rest, parts)
    if not before and not (fields and {"add_id", "id"} <= parts.keys()):
        return
    yield Feature("entries", {
        **dict.fromkeys(_PARTS, ""), **held, **parts, "elements": fields, "tax": tax,
            "lines": _has_lines(fields),
        "keep": held.get("keep") or storage_key(ask.words, str(parts.get("id"))),
        "table": held.get("table", _is_table(ask, str(parts.get("id")))),
        "heading": held.get("heading") or _heading(ask),
    })  # fmt: skip


def _is_other(ask: Ask) -> bool:
    """Whether the words want no list of a visitor's own: rows of a file, another form, another tool."""
    tool = own_tool(ask.words)
    lists = not tool or re.search(_LISTING, tool, re.IGNORECASE)
    return bool(ask.tables) or not lists or not ask.words.says(_ADDS) or ask.words.says(rf"{TODO}|{_OTHER}")


def _open(held: Mapping[str, Any], *, taxed: bool) -> dict[str, str]:
    """The parts that no id plays yet; those of a tax only where its rate is known."""
    beyond = set() if taxed else {"tax_id", "grand_id"}
    return still_open({part: said for part, said in _PARTS.items() if part not in beyond}, held)


def _has_lines(fields: Iterable[Mapping[str, Any]]) -> bool:
    """Whether each entry is a line of an invoice: a number of things, and what one of them costs."""
    words = [str(field["name"]) for field in fields]
    return any(re.search(_PIECES, name) for name in words) and any(field["amount"] for field in fields)


def _fields(ask: Ask, free: Iterable[str], parts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The ids that are named before the button, as fields; those after it are told to be unfilled."""
    order = list(ask.words.ids)
    button = order.index(parts["add_id"]) if "add_id" in parts else 0
    return [_field(ask, name) for name in free if order.index(name) < button]


def _field(ask: Ask, name: str) -> dict[str, Any]:
    words = re.sub(r"^(?:new|add)\b ?| ?\b(?:input|field|text|select|box)$", "", plain(name)) or plain(name)
    near = f"{ask.before(name)} {ask.near(name)}"
    choices = _choices(ask, name)
    kind = "number" if re.search(rf"\b(?:{_NUMBER})\b", words) else "text"
    kind = "date" if re.search(r"\b(?:date|day|due|birthday|dob)\b", words) else kind
    kind = "email" if re.search(r"\be ?mail\b", words) else kind
    long = kind == "text" and re.search(r"text ?area", near, re.IGNORECASE)
    kind = "choice" if choices else "long" if long else kind
    return {"id": name, "name": words, "label": spoken(words), "kind": kind, "choices": choices,
            "amount": re.search(rf"\b(?:{_AMOUNT})\b", words) is not None}  # fmt: skip


def _choices(ask: Ask, name: str) -> list[str]:
    """The words in brackets after a select: `#category (Food, Travel, Other)`."""
    found = re.search(rf"#{re.escape(name)}\b[^#(.]{{0,30}}\(([^()]{{3,120}})\)", ask.words.prose)
    listed = [part.strip(" '\"") for part in re.split(r",|/|\bor\b|\band\b", found[1])] if found else []
    facts = ask.words.facts.get(name)
    select = (facts is not None and facts.tag == "select") or "select" in ask.near(name).lower()
    return [part for part in listed if part] if select and len(listed) > 1 else []


def _is_table(ask: Ask, name: str) -> bool:
    facts = ask.words.facts.get(name)
    if facts and facts.tag:
        return facts.tag == "table"
    return re.search(r"\btable\b", f"{ask.before(name)[-12:]} {plain(name)}", re.IGNORECASE) is not None


def _tax(ask: Ask) -> float:
    found = _TAX.search(ask.words.prose)
    return float(found[1] or found[2]) if found else 0


def _heading(ask: Ask) -> str:
    head = head_of(ask.words)
    return head[:1].upper() + head[1:] if 0 < len(head) <= 40 else "Entries"


def _covers(feature: Feature) -> str:
    searched = (r"\bsearch|\bfilters?\b",) if feature.params["search_id"] else ()
    return "|".join((re.escape(str(feature.params["heading"])), *_SAID, *searched))


ENTRIES = (Capability("entries", find_entries, _covers, "entries", "keeps a list of what a visitor adds"),)
