"""Putting text from outside into Markdown, so that it cannot change the structure around it."""

import re

MAX_INDENT = 3
"""Spaces that a line keeps: enough for a list in a list, too few for a block of code."""

_CODE = re.compile(r"(`[^`\n]+`)")
_BLOCK = re.compile(
    r"^((?:(?:[-*+]|\d{1,9}[.)])\s+|>\s*){0,8}?)"
    r"(#{1,6}(?=\s|$)|[=-]+$|~{3,}|\||(?=[-: ]*\|)[-:][-:| ]*$|\[(?=[^\]]{1,999}\]:)|([*_-])(?: *\3){2,} *$)"
)
"""What begins a block, also in a list or a quotation: heading, fence, table, reference, rule."""

_LINK = re.compile(r"\]\((?!https?://)", re.IGNORECASE)


def prose(text: str) -> str:
    """Paragraphs and lists stay; all other blocks, HTML, pictures and odd links become plain text.

    What has become plain text once stays as it is.
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
    """A code span on one line that holds `text`, whatever back ticks are in it."""
    line = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[:1] == "`" or line[-1:] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _plain_line(line: str) -> str:
    parts = _CODE.split(line.expandtabs(4).rstrip())
    parts[0::2] = [_plain_text(part) for part in parts[0::2]]
    text = "".join(parts)
    indent = min(len(text) - len(text.lstrip()), MAX_INDENT)
    return " " * indent + _BLOCK.sub(r"\1\\\2", text.lstrip())


def _plain_text(text: str) -> str:
    escaped = re.sub(r"(?<!\\)`", r"\\`", text.replace("<", "&lt;").replace("![", "!\\["))
    return _LINK.sub(r"]\\(", escaped)
