"""Is a body of a shape that a sender needs? Asked of the bytes, before anything is built from them."""

import re

from relay.errors import TooComplex

MAX_DEPTH = 32
MAX_VALUES = 20_000
"""Values in objects and lists together; 200 checks and 50 attachments are some 600."""

_STRING = re.compile(rb'(?s)"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)')
"""A JSON string, or one that never ends: it always matches where it starts, so the scan is linear."""

_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def check_shape(body: bytes) -> None:
    """Count values and depth outside of strings; whether it is JSON at all is for the parser to say.

    Raises:
        TooComplex: more than `MAX_VALUES` values, or nested deeper than `MAX_DEPTH`.
    """
    skeleton = _STRING.sub(b"", body)
    if sum(map(skeleton.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise TooComplex("too many keys and values", MAX_VALUES)
    depth = 0
    for bracket in skeleton.translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise TooComplex("too many levels of nesting", MAX_DEPTH)
