"""The shape of JSON data: read from an example in a sentence, and compared with the data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Shape = Mapping[str, "Shape"] | Sequence["Shape"] | str
"""An object's keys, a list with the shape of its entries, or the name of a type."""

MAX_CHARACTERS = 4000
_TOKEN = re.compile(r"\"[^\"\n]{0,400}\"|'[^'\n]{0,400}'|[{}\[\]:,|]|[^\s{}\[\]:,|\"']{1,200}")
_START = re.compile(r"\{\s{0,40}[\"'“\w]|\[\s{0,40}\{")
_KEY = re.compile(r"[\"']?([\w$][\w $.-]{0,60}?)\??[\"']?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", re.IGNORECASE)

TYPES: Mapping[str, str] = {
    "number": r"number|numeric(?: value)?|float|decimal",
    "integer": r"integer|int|whole number",
    "non-empty string": r"non-?empty (?:string|text)",
    "string": r"string|str|text",
    "boolean": r"bool(?:ean)?|true(?: or |/|\|)false",
    "array": r"array|list",
    "object": r"object|dict(?:ionary)?",
}
"""A type's name → what sentences call it."""
TYPE_WORDS = "|".join(TYPES.values())


@dataclass(frozen=True)
class KeyFact:
    """What the value at a path such as `case_1.swerve` must be."""

    path: str
    type: str = "any"
    low: float | None = None
    high: float | None = None
    equals: str | None = None


def type_named(words: str) -> str:
    """The type that a sentence names; `any` for other words."""
    return next(
        (name for name, called in TYPES.items() if re.fullmatch(called, words.strip(), re.IGNORECASE)), "any"
    )


def find_shape(text: str) -> Shape | None:
    """The shape of an example such as `{city, lat: 0, tags: ["…"]}` in a text; None if there is none."""
    start = _START.search(text)
    if not start:
        return None
    shape = _Reader(text[start.start() : start.start() + MAX_CHARACTERS].replace("“", '"').replace("”", '"'))
    found = shape.value(0)
    return found if found and not isinstance(found, str) else None


def describe(shape: Shape) -> str:
    """The keys of a shape, as in `city, place.lat`."""
    return ", ".join(_paths(shape, ""))


def mismatches(value: object, shape: Shape, path: str = "") -> Iterator[str]:
    """Yield a sentence for everything in `value` that does not have the shape."""
    if isinstance(shape, str):
        if not is_type(value, shape):
            yield f"{path or 'it'} is {_shown(value)}, not a {shape}"
    elif isinstance(shape, Mapping):
        if isinstance(value, list) and value and not path:
            for number, entry in enumerate(value[:1000]):
                yield from mismatches(entry, shape, f"[{number}]")
        elif not isinstance(value, dict):
            yield f"{path or 'it'} is {_shown(value)}, not an object"
        else:
            for key, inner in shape.items():
                name = f"{path}.{key}".lstrip(".")
                yield from mismatches(value[key], inner, name) if key in value else [f"no key {name}"]
    elif not isinstance(value, list):
        yield f"{path or 'it'} is {_shown(value)}, not a list"
    else:
        for number, entry in enumerate(value[:1000]):
            yield from mismatches(entry, shape[0], f"{path}[{number}]") if shape else ()


def fact_problems(value: object, fact: KeyFact) -> Iterator[str]:
    """Yield a sentence for everything that is not as the fact says; a list's entries are all looked at."""
    entries = value if isinstance(value, list) else [value]
    if not entries:
        yield "the list is empty"
    for entry in entries[:1000]:
        found = entry
        for key in fact.path.split("."):
            if not isinstance(found, dict) or key not in found:
                yield f"no key {fact.path}"
                break
            found = found[key]
        else:
            yield from _value_problems(found, fact)


def is_type(value: object, name: str) -> bool:
    """Whether a JSON value is of the type."""
    if name in {"number", "integer"}:
        kinds: tuple[type, ...] = (int,) if name == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    if name == "non-empty string":
        return isinstance(value, str) and bool(value.strip())
    kind = {"string": str, "boolean": bool, "array": list, "object": dict}.get(name, object)
    return isinstance(value, kind)


def _value_problems(value: object, fact: KeyFact) -> Iterator[str]:
    bounded = fact.low is not None or fact.high is not None
    wanted = "number" if bounded and fact.type == "any" else fact.type
    if not is_type(value, wanted):
        yield f"{fact.path} is {_shown(value)}, not a {wanted}"
    elif isinstance(value, (int, float)) and bounded:
        low, high = fact.low, fact.high
        if (low is not None and value < low) or (high is not None and value > high):
            yield f"{fact.path} is {value}"
    if fact.equals is not None and str(value).lower() != fact.equals.lower():
        yield f"{fact.path} is {_shown(value)}"


def _shown(value: object) -> str:
    return repr(value)[:60]


def _paths(shape: Shape, path: str) -> Iterator[str]:
    if isinstance(shape, Mapping):
        for key, inner in shape.items():
            yield from _paths(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(shape, str) or not shape:
        yield path or "any"
    else:
        yield from _paths(shape[0], f"{path}[]")


class _Reader:
    """Reads one example value, forgiving as people write them: bare keys, `…`, `true|false`, no values."""

    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)
        self.at = 0

    def value(self, depth: int) -> Shape:
        word = self._next()
        if depth > 8 or word not in {"{", "["}:
            return self._scalar(word)
        return self._object(depth) if word == "{" else self._list(depth)

    def _object(self, depth: int) -> Shape:
        keys: dict[str, Shape] = {}
        while (token := self._next()) not in {"}", ""}:
            key = _KEY.fullmatch(token)
            if key is None:
                continue
            keys[key[1]] = "any"
            if self._peek() == ":":
                self._next()
                keys[key[1]] = self.value(depth + 1)
        return keys

    def _list(self, depth: int) -> Shape:
        first = () if self._peek() == "]" else (self.value(depth + 1),)
        nested = 1
        while nested and (token := self._next()):
            nested += {"[": 1, "]": -1}.get(token, 0)
        return first

    def _scalar(self, token: str) -> Shape:
        kinds = {_scalar_type(token)}
        while self._peek() not in {"", ",", "}", "]", "{", "["}:
            following = self._next()
            kinds |= set() if following == "|" else {_scalar_type(following)}
        return kinds.pop() if len(kinds) == 1 else "any"

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self.at += 1
        return token


def _scalar_type(token: str) -> str:
    inner = token.strip("\"'<>")
    if (named := type_named(inner)) != "any":
        return named
    if token[:1] in {'"', "'"}:
        return "string"
    if inner.lower() in {"true", "false"}:
        return "boolean"
    return "number" if _NUMBER.fullmatch(inner) else "any"
