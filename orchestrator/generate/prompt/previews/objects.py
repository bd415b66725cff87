"""JSON: its shape, to a depth, and its beginning."""

from itertools import islice

from orchestrator.generate.prompt.previews.failures import UnreadableContent
from orchestrator.generate.prompt.previews.text import truncated
from orchestrator.verify.files.formats import read_json

SHAPE_CHARACTERS = 3_000


def describe_json(text: str) -> str:
    """A JSON text in words.

    Raises:
        UnreadableContent: it is none, as a browser reads it.
    """
    try:
        value = read_json(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableContent(f"is not valid JSON ({str(error)[:100]})", text) from error
    return f"JSON: {_shape(value)[:SHAPE_CHARACTERS]}. It begins:\n{truncated(text)[:1500]}"


def _shape(value: object, depth: int = 0) -> str:
    if isinstance(value, dict):
        if depth >= 3:
            return f"object with {len(value)} keys"
        inner = ", ".join(f"{key}: {_shape(item, depth + 1)}" for key, item in islice(value.items(), 20))
        return "{" + inner + (", …" if len(value) > 20 else "") + "}"
    if isinstance(value, list):
        return f"array[{len(value)}]" + (f" of {_shape(value[0], depth + 1)}" if value else "")
    return {bool: "boolean", int: "number", float: "number", str: "string"}.get(type(value), "null")
