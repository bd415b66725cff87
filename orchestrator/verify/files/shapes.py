"""Facts about JSON data: read from an example in a sentence, and compared with the data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_START = re.compile(r"\{\s{0,40}[\"'“\w]|\[\s{0,40}\{")
MAX_CHARACTERS, MAX_DEPTH, MAX_ENTRIES = 4000, 8, 1000

TYPES: Mapping[str, tuple[str, type | tuple[type, ...]]] = {
    "number": (r"number|numeric(?: value)?|float|decimal", (int, float)),
    "integer": (r"integer|int|whole number", int),
    "non-empty string": (r"non-?empty (?:string|text)", str),
    "string": (r"string|str|text", str),
    "boolean": (r"bool(?:ean)?|true ?(?:or|/|\|) ?false", bool),
    "array": (r"array|list", list),
    "object": (r"object|dict(?:ionary)?", dict),
}
"""A type's name → what sentences call it, and Python's classes of such a value."""
TYPE_WORDS = "|".join(called for called, _ in TYPES.values())


@dataclass(frozen=True)
class KeyFact:
    """What the value at a path such as `case_1.swerve` or `items[].id` must be."""

    path: str
    type: str = "any"
    low: float | None = None
    high: float | None = None
    equals: str | None = None


def type_named(words: str) -> str:
    """The type that a sentence names; `any` for other words."""
    said = words.strip(" <>").lower()
    return next((name for name, (called, _) in TYPES.items() if re.fullmatch(called, said)), "any")


def example_facts(text: str) -> list[KeyFact]:
    """The keys and types of the first example in a text, such as `{city, lat: 0, swerve: true|false}`."""
    import yaml

    start = _START.search(text)
    example = _balanced(text[start.start() :][:MAX_CHARACTERS]) if start else ""
    if not example or re.search(r"[&*]\w", example):  # YAML's references, which can make a short text endless
        return []
    example = re.sub(r"(^|\s)//[^\n\"]*$", "", example.replace("\t", " "), flags=re.MULTILINE)
    try:
        value = yaml.safe_load(re.sub(r"([\w\"'])\??\s{0,9}:(?! )", r"\1: ", example))
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    return [KeyFact(path, kind) for path, kind in _example_keys(value, "", 0)]


def fact_problems(value: object, fact: KeyFact) -> Iterator[str]:
    """Yield a sentence for all that is not as a fact says; of a list at the top every entry must be so."""
    every_entry = isinstance(value, list) and not fact.path.startswith("[]")
    path = f"[].{fact.path}" if every_entry else fact.path
    for found in _values(value, path.replace("[]", ".[]").strip(".").split(".")):
        if problem := "is missing" if found is _MISSING else _value_problem(found, fact):
            yield f"{fact.path} {problem}"


_MISSING = object()


def _values(value: object, keys: list[str]) -> Iterator[object]:
    if not keys:
        yield value
    elif keys[0] == "[]":
        entries = value[:MAX_ENTRIES] if isinstance(value, list) else []
        yield from [_MISSING] if not entries else (v for entry in entries for v in _values(entry, keys[1:]))
    elif isinstance(value, dict) and keys[0] in value:
        yield from _values(value[keys[0]], keys[1:])
    else:
        yield _MISSING


def _value_problem(value: object, fact: KeyFact) -> str:
    bounded = fact.low is not None or fact.high is not None
    wanted = "number" if bounded and fact.type == "any" else fact.type
    _, kinds = TYPES.get(wanted, ("", object))
    shown = f"is {value!r}"[:60]
    if not isinstance(value, kinds) or (isinstance(value, bool) and wanted in {"number", "integer"}):
        return f"{shown}, not a {wanted}"
    if wanted == "non-empty string" and not str(value).strip():
        return "is empty"
    if isinstance(value, (int, float)) and bounded:
        low, high = fact.low, fact.high
        if (low is not None and value < low) or (high is not None and value > high):
            return shown
    return shown if fact.equals is not None and str(value).lower() != fact.equals.lower() else ""


def _example_keys(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value and depth < MAX_DEPTH:
        for key, inner in value.items():
            yield from _example_keys(inner, f"{path}.{key}".lstrip("."), depth + 1)
    elif isinstance(value, list) and value and depth < MAX_DEPTH:
        yield from _example_keys(value[0], f"{path}[]", depth + 1)
    elif path:
        yield path, _example_type(value)


def _example_type(value: object) -> str:
    if isinstance(value, str):
        named = type_named(value)
        return named if named != "any" else "any" if set(value) <= set(".…?") or "|" in value else "string"
    names = ("boolean", "number", "array", "object")
    return next((name for name in names if isinstance(value, TYPES[name][1])), "any")


def _balanced(text: str) -> str:
    depth = 0
    for at, character in enumerate(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(character, 0)
        if depth == 0:
            return text[: at + 1].replace("“", '"').replace("”", '"')
    return ""
