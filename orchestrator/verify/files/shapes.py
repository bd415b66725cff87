"""Facts about JSON data: read from an example in a sentence, and compared with the data."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

_REMARK = re.compile(r"\s{0,9}\((?:[^(){}\"']|\([^(){}]{0,80}\)){1,200}\)")
"""What an example says about a value, as in `rate: float (0-1, e.g. 0.04)`."""
_RANGE = re.compile(
    r"(?P<key>\w+)[\"']?\s{0,3}:\s{0,3}[\w ]{1,20}\((?P<low>-?\d+(?:\.\d+)?)\s?(?:-|\u2013|to)\s?"
    r"(?P<high>-?\d+(?:\.\d+)?)\b"
)
_GOES_ON = re.compile(r"\s{0,9},\s{0,9}[\"']?\w{1,60}[\"']?\s{0,3}:")
"""After its last brace the example has more keys: the braces do not hold all of it."""
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


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True)
class Comparison:
    """One of OPERATORS, and what a value is compared with."""

    operator: str
    to: str
    kind: Literal["number", "text", "path"] = "number"
    """A number; words, of which those that look like numbers compare as numbers; or another path."""

    def __str__(self) -> str:
        return f"{self.operator} {self.to}"


@dataclass(frozen=True)
class KeyFact:
    """What the value at a path such as `case_1.swerve` or `items[].id` must be."""

    path: str
    type: str = "any"
    compared: tuple[Comparison, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.path, *([] if self.type == "any" else [self.type]), *map(str, self.compared)])


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
    if start and _GOES_ON.match(text, start.start() + len(example)):
        return []
    ranges = {match["key"]: match for match in _RANGE.finditer(example)}
    example = _REMARK.sub("", example)
    example = re.sub(r"(^|\s)//[^\n\"]*$", "", example.replace("\t", " "), flags=re.MULTILINE)
    try:
        value = yaml.safe_load(re.sub(r"([\w\"'])\??\s{0,9}:(?! )", r"\1: ", example))
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    facts = [KeyFact(path, kind) for path, kind in _example_keys(value, "", 0)]
    return [replace(fact, compared=_bounds(ranges.get(fact.path.rpartition(".")[2]))) for fact in facts]


def between(low: str, high: str) -> tuple[Comparison, ...]:
    """From one number to another, both included."""
    return Comparison(">=", low), Comparison("<=", high)


def _bounds(match: re.Match[str] | None) -> tuple[Comparison, ...]:
    return between(match["low"], match["high"]) if match else ()


def fact_problems(value: object, fact: KeyFact) -> Iterator[str]:
    """Yield a sentence for all that is not as a fact says; of a list at the top every entry must be so."""
    every_entry = isinstance(value, list) and not fact.path.startswith("[]")
    path = f"[].{fact.path}" if every_entry else fact.path
    for found in _values(value, _keys(path)):
        if problem := "is missing" if found is _MISSING else _value_problem(found, fact, value):
            yield f"{fact.path} {problem}"


_MISSING = object()


def _keys(path: str) -> list[str]:
    return path.replace("[]", ".[]").strip(".").split(".")


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


def _value_problem(value: object, fact: KeyFact, data: object) -> str:
    shown = f"is {value!r}"[:60]
    bounded = any(each.kind == "number" and each.operator != "=" for each in fact.compared)
    wanted = "number" if bounded and fact.type == "any" else fact.type
    _, kinds = TYPES.get(wanted, ("", object))
    if not isinstance(value, kinds) or (isinstance(value, bool) and wanted in {"number", "integer"}):
        return f"{shown}, not a {wanted}"
    if wanted == "non-empty string" and not str(value).strip():
        return "is empty"
    return "" if all(_holds(value, each, data) for each in fact.compared) else shown


def _holds(value: object, comparison: Comparison, data: object) -> bool:
    to: object = comparison.to
    if comparison.kind == "path":
        to = next(_values(data, _keys(comparison.to)))
    mine, other = (str(each).strip().lower() for each in (value, to))
    compare = OPERATORS[comparison.operator]
    try:
        return compare(float(mine), float(other))
    except ValueError:
        return comparison.operator == "=" and mine == other


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
