"""Reads YAML that strangers wrote: the plain part of the language, in bounded time, or one named error.

What another parser may read differently is refused, not interpreted: tags, anchors, aliases, merge keys,
duplicate keys, several documents, directives, and line breaks that only some parsers know.
"""

import re
from collections.abc import Iterator
from typing import Any

MAX_BYTES = 50_000
MAX_DEPTH = 24

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NESTED = re.compile(rf"(?m)^[ \t]*(?:[-?][ \t]+){{{MAX_DEPTH},}}")
_PLAIN: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")


class StrictYamlError(ValueError):
    """The text is not YAML of the plain kind; the message says why."""


def load_yaml(data: bytes) -> object:
    """The value of one document: dict with string keys, list, str, int, float, bool or None.

    `on`, `yes` and dates stay text, as in YAML 1.2.

    Raises:
        StrictYamlError: it is something else, or larger or deeper than MAX_BYTES and MAX_DEPTH.
    """
    import yaml

    text = _checked_text(data)
    try:
        return _document(yaml.parse(text, Loader=yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError) as error:
        raise StrictYamlError(f"it is not YAML: {' '.join(str(error).split())[:200]}") from error


def _checked_text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise StrictYamlError(f"it is larger than {MAX_BYTES} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StrictYamlError("it is not UTF-8") from error
    if _REFUSED.search(text):
        raise StrictYamlError("it holds a control character, a byte order mark or an unusual line break")
    depth = deepest = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if sign in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH or _NESTED.search(text):
        raise StrictYamlError(f"it is nested deeper than {MAX_DEPTH} levels")
    return text


def _document(events: Iterator[Any]) -> object:
    import yaml

    value: object = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1 or event.version or event.tags:
                raise StrictYamlError("it is more than one plain document")
        elif isinstance(event, yaml.NodeEvent):
            value = _node(event, events, 0)
    return value


def _node(event: Any, events: Iterator[Any], depth: int) -> object:  # noqa: ANN401 - PyYAML's events
    """The value that begins with `event`; the events up to its end are taken."""
    import yaml

    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise StrictYamlError("it uses an anchor or an alias")
    if event.tag is not None:
        raise StrictYamlError(f"it uses the tag {event.tag}")
    if depth > MAX_DEPTH:
        raise StrictYamlError(f"it is nested deeper than {MAX_DEPTH} levels")
    if isinstance(event, yaml.ScalarEvent):
        return event.value if event.style else _plain(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(each := next(events), yaml.SequenceEndEvent):
            items.append(_node(each, events, depth + 1))
        return items
    fields: dict[str, object] = {}
    while not isinstance(each := next(events), yaml.MappingEndEvent):
        name = each.value if isinstance(each, yaml.ScalarEvent) else None
        _node(each, events, depth + 1)
        if name is None or name in fields or name == "<<":
            raise StrictYamlError(f"its key {name!r} is a merge, occurs twice, or is no text")
        fields[name] = _node(next(events), events, depth + 1)
    return fields


def _plain(text: str) -> object:
    """A scalar without quotes, by the rules of YAML 1.2's core schema for what people write."""
    if text.lower() in _PLAIN:
        return _PLAIN[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
