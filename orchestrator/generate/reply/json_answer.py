"""Finding the JSON object in an answer, whatever stands around it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from orchestrator.generate.reply.format import without_thoughts

MAX_BRACES = 100
"""Places at which a JSON object is looked for in one answer."""

_DECODER = json.JSONDecoder(strict=False)
"""Takes line feeds inside of strings, which many models do not escape."""


def json_object(text: str, required: Sequence[str]) -> dict[str, Any] | None:
    """The longest JSON object with the `required` keys, in a text with thoughts or prose around it."""
    fitting = [
        found for found in json_values(without_thoughts(text), "{") if set(required) <= found[0].keys()
    ]
    return max(fitting, key=lambda found: found[1], default=(None, 0))[0]


def json_values(text: str, opening: str) -> Iterator[tuple[Any, int]]:
    """The JSON values in a text that begin with `opening`, outermost ones, each with its length."""
    at = text.find(opening)
    for _ in range(MAX_BRACES):
        if at < 0:
            return
        try:
            found, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find(opening, at + 1)
            continue
        yield found, end - at
        at = text.find(opening, end)
