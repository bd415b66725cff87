"""Tools on a text that is typed: what can be counted in it, and what it can be turned into."""

from collections.abc import Iterable
from typing import Any

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, standing
from orchestrator.generate.offline.parts import assigned, free_ids, still_open

_COUNTED = r"\b(?:word|character|letter|text)[- ](?:count(?:er|s)?|statistics|stats|analy[sz]er)\b"
_TURNED = (
    r"\b(?:text|case|string)[- ]?(?:case )?"
    r"(?:converter|transformer|reverser|manipulator|tool|utility|formatter)\b"
)
_ASKED = rf"{_COUNTED}|{_TURNED}"
_COUNTS = {
    "spaceless": (r".*(?:no|without) spaces?$", "Characters without spaces"),
    "characters": (r"char(?:acter)?s?(?: count)?$|letters(?: count)?$|length$", "Characters"),
    "words": (r"words?(?: count)?$", "Words"),
    "sentences": (r"sentences?(?: count)?$", "Sentences"),
    "lines": (r"lines?(?: count)?$", "Lines"),
    "paragraphs": (r"paragraphs?(?: count)?$", "Paragraphs"),
    "minutes": (r"reading.*|read time|minutes$", "Minutes to read"),
}
_TURNS = {
    "upper": (r"upper(?: ?case)?(?: btn| button)?$", "UPPER CASE"),
    "lower": (r"lower(?: ?case)?(?: btn| button)?$", "lower case"),
    "title": (r"title(?: ?case)?(?: btn| button)?$|capitali[sz]e$", "Title Case"),
    "sentence": (r"sentence ?case(?: btn| button)?$", "Sentence case"),
    "reverse": (r"reversed?(?: btn| button)?$", "Reversed"),
    "trim": (r"trim$|(?:remove|clean).* spaces$", "Trim spaces"),
}
_AROUND = {
    "id": r"text(?: ?area)?$|input(?: text)?$|text input|editor$|content$|source$",
    "output_id": r"output(?: text)?$|result$|converted$",
    "clear_id": r"clear.*|reset.*",
    "copy_id": r"copy.*",
}
_SHOWN = frozenset(_COUNTS) | {"output_id"}


def find_text(ask: Ask, known: Known) -> Iterable[Feature]:
    """A field for a text, with the counts and the changes whose ids are named; plain counts without any."""
    before = standing(known, "text")
    if not before and not (ask.words.says(_ASKED) and _is_whole(ask)):
        return
    held: dict[str, Any] = dict(before.params) if before else {}
    there = {element["name"] for element in held.get("elements", ())}
    slots = still_open(_AROUND, held)
    slots |= {name: said for name, (said, _) in {**_COUNTS, **_TURNS}.items() if name not in there}
    named = assigned(ask, free_ids(ask, known), slots, _SHOWN)
    elements = [*held.get("elements", ()), *_elements(named)]
    yield Feature("text", {
        "id": "text", **dict.fromkeys(("output_id", "clear_id", "copy_id"), ""), **held,
        **{name: named[name] for name in _AROUND if name in named},
        "elements": elements or _elements({name: f"text-{name}" for name in ("words", "characters")}),
        "heading": "Text tools" if any(element["kind"] == "turn" for element in elements) else "Text counter",
    })  # fmt: skip


def _is_whole(ask: Ask) -> bool:
    """Whether it is the app itself: a word count beside a document or a table is a part of those."""
    return not ask.tables and not ask.words.says(r"\bmarkdown\b|\.md\b")


def _elements(named: dict[str, str]) -> list[dict[str, str]]:
    counts = [(name, label, "count") for name, (_, label) in _COUNTS.items()]
    turns = [(name, label, "turn") for name, (_, label) in _TURNS.items()]
    return [
        {"id": named[name], "name": name, "label": label, "kind": kind}
        for name, label, kind in (*counts, *turns)
        if name in named
    ]


TEXTS = (
    Capability(
        "text",
        find_text,
        rf"{_ASKED}|\bcopy\b|clipboard",
        "text",
        "works on a text that is typed",
        kernel=("copy",),
    ),
)
