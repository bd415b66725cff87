"""Finding the JSON object in an answer that was to be nothing else."""

import json
from collections.abc import Sequence
from typing import Any

from orchestrator.generate.reply.format import without_thoughts

MAX_BRACES = 100
"""Places at which a JSON object is looked for in one answer."""

_DECODER = json.JSONDecoder()


def json_object(text: str, required: Sequence[str]) -> dict[str, Any] | None:
    """The longest JSON object with the `required` keys, in a text with thoughts or prose around it."""
    text = without_thoughts(text)
    best, longest, at = None, 0, text.find("{")
    for _ in range(MAX_BRACES):
        if at < 0:
            break
        try:
            found, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if end - at > longest and set(required) <= found.keys():
            best, longest = found, end - at
        at = text.find("{", end)
    return best
