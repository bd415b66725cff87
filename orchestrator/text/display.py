"""Showing text that strangers wrote: in logs, annotations, outputs and commit statuses."""

import re

ELLIPSIS = "…"

_RUNNER_COMMAND = re.compile(r"##(?=\[)|:(?=:[A-Za-z])")
"""GitHub's runner executes `::name …::` at the start of a line and `##[name]` anywhere in it.

Source: actions/runner, `ActionCommand.TryParseV2` and `TryParse`.
"""


def one_line(text: str, limit: int = 300) -> str:
    """`text` on one line of at most `limit` printable characters, which no runner reads as a command.

    Control, invisible and direction characters become spaces; what is cut off is marked by `…`.
    """
    start = text[: 20 * limit]
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in start).split())
    line = _RUNNER_COMMAND.sub(lambda found: found[0] + " ", line)
    if len(line) <= limit and len(start) == len(text):
        return line
    return line[: limit - 1] + ELLIPSIS
