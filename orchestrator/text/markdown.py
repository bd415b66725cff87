"""Putting text from outside into Markdown so that it cannot change the structure around it."""

import re

MAX_INDENT = 3
"""Spaces that a line keeps: enough for a list in a list, too few for a block of code."""

_BLOCK = re.compile(
    r"^((?:(?:[-*+]|\d{1,9}[.)])\s+|>\s*){0,8}?)"
    r"(#{1,6}(?=\s|$)|[=-]+$|~{3,}|\||(?=[-: ]*\|)[-:][-:| ]*$|\[(?=[^\]]{1,999}\]:)|([*_-])(?: *\3){2,} *$)"
)
"""The start of a block, also in a list or a quotation: heading, fence, table, reference, rule."""

_SPECIAL = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<|!\[|\]\((?!https?://)", re.IGNORECASE)
"""What has a meaning within a line: escape, run of back ticks, tag, picture, link to another scheme."""

_ESCAPED = {"<": "&lt;", "![": "!\\[", "](": "]\\("}


def prose(text: str) -> str:
    """Paragraphs, lists and code spans stay; other blocks, HTML, pictures and odd links become plain text.

    A second call changes nothing.
    """
    lines = [_plain_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def quote(text: str) -> str:
    """A block quote of `prose`."""
    return "\n".join(f"> {line}".rstrip() for line in prose(text).split("\n"))


def inline(text: str) -> str:
    """One line of `prose`."""
    return prose(" ".join(text.split()))


def cell(text: str) -> str:
    """One line for a table cell."""
    return inline(text).replace("|", "\\|")


def code(text: str) -> str:
    """`text` on one line as a code span, whatever back ticks it has; empty for an empty text."""
    line = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[:1] == "`" or line[-1:] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def _plain_line(line: str) -> str:
    text = _plain_text(line.expandtabs(4).rstrip())
    indent = min(len(text) - len(text.lstrip()), MAX_INDENT)
    return " " * indent + _BLOCK.sub(r"\1\\\2", text.lstrip())


def _plain_text(line: str) -> str:
    """Escape as CommonMark reads: a run of back ticks begins code only if a run of that length follows.

    Runs of three or more look like fences and are always text.
    """
    parts: list[str] = []
    unclosed: set[str] = set()
    at = 0
    while found := _SPECIAL.search(line, at):
        token, after = found[0], found.end()
        parts.append(line[at : found.start()])
        at = after
        if token[0] != "`":
            parts.append(_ESCAPED.get(token, token))
            continue
        closing = (
            None
            if token in unclosed or len(token) > 2
            else re.compile(f"(?<!`){token}(?!`)").search(line, after)
        )
        if closing:
            parts.append(line[found.start() : closing.end()])
            at = closing.end()
        else:
            unclosed.add(token)
            parts.append(token.replace("`", "\\`"))
    return "".join([*parts, line[at:]])
