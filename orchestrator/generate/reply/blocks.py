"""The inside of one tag of a reply: a file's text, edits, or what is said for the README."""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from orchestrator.generate.app.draft import About

_SEARCH = re.compile(r"[ \t]*<{5,9} ?(?:SEARCH|ORIGINAL|HEAD):?[ \t]*", re.IGNORECASE)
_DIVIDER = re.compile(r"[ \t]*={7}[ \t]*")
_CDATA = re.compile(r"\s*<!\[CDATA\[[ \t]*\n?(.*)\]\]>\s*", re.DOTALL)
_REPLACE = re.compile(r"[ \t]*(?:>{5,9} ?REPLACE:?|>{7} ?[\w./-]+)[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class Edit:
    """Replace the one place that reads `search` by `replace`; both without their last line feed."""

    search: str
    replace: str


@dataclass
class Block:
    """A tag that was opened and is not closed yet."""

    kind: str
    path: str = ""
    end: str = ""
    lines: list[str] = field(default_factory=list)

    def closed_by(self, line: str) -> tuple[str, str] | None:
        """What stands before and after the closing tag, if `line` has it: at its end, or before another tag.

        A tag that closes one opened on the same line, as in `<file>x</file>`, is the block's own text.
        """
        depth = 0
        for tag in _tags(self.kind).finditer(line):
            closing = _closing(self.kind, self.end).match(line, tag.start())
            if closing and (self.end or not depth):
                return line[: closing.start()], line[closing.end() :].strip()
            depth = max(0, depth + (-1 if tag[1] else 1))
        return None


@cache
def _tags(kind: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){kind}(?=[\s>])", re.IGNORECASE)


@lru_cache(maxsize=512)
def _closing(kind: str, end: str) -> re.Pattern[str]:
    mark = f" {re.escape(end)}" if end else ""
    follows = r"(?:file|edit|delete)\s[^<>]{0,400}\bpath\s*=|about>|end-of-reply\b"
    return re.compile(rf"</{kind}{mark}[ \t]*>(?=[\s`]*$|[ \t]*<(?:{follows}))", re.IGNORECASE)


def content_of(block: Block, rest: str) -> str:
    """The text of a file, `rest` being what stands before its closing tag on the same line."""
    lines = block.lines
    if not block.end:
        lines, rest = _without_fence(block.path, lines, rest)
    text = "".join(f"{line}\n" for line in lines) + rest
    if block.end:
        return text
    wrapped = _CDATA.fullmatch(text)
    return (wrapped[1] if wrapped else text).removeprefix("\ufeff")


def _without_fence(path: str, lines: list[str], rest: str) -> tuple[list[str], str]:
    """Drop a code fence that stands around the whole file, unless it is Markdown, where it may belong."""
    full = [index for index, line in enumerate(lines) if line.strip()]
    if path.lower().endswith(".md") or rest.strip() or len(full) < 2:
        return lines, rest
    first, last = full[0], full[-1]
    if lines[first].lstrip().startswith("```") and lines[last].strip() == "```":
        return lines[first + 1 : last], ""
    return lines, rest


def holds_edits(block: Block) -> bool:
    """Whether a file's text is no text but edits, which some models put into the wrong tag."""
    first = next((line for line in block.lines if line.strip() and not line.startswith("```")), "")
    return not block.end and opens_edit(first)


def opens_edit(line: str) -> bool:
    """Whether a search text begins after this line."""
    return bool(_SEARCH.fullmatch(line))


def read_edits(lines: list[str]) -> tuple[list[Edit], str]:
    """The search/replace pairs, and a sentence if one is not whole, or cannot be told apart.

    A pair that the next one follows was only not closed.
    """
    edits: list[Edit] = []
    search: list[str] | None = None
    replace: list[str] | None = None
    for line in lines:
        opens = _SEARCH.fullmatch(line)
        if replace is not None and search is not None and (opens or _REPLACE.fullmatch(line)):
            edits.append(Edit("\n".join(search), "\n".join(replace)))
            search, replace = ([] if opens else None), None
        elif search is None:
            search = [] if opens else None
        elif _DIVIDER.fullmatch(line):
            if replace is not None:
                return edits, "one of its edits holds more than one line of ======="
            replace = []
        else:
            (search if replace is None else replace).append(line)
    if search is not None:
        return edits, "its last edit is not closed by >>>>>>> REPLACE"
    return edits, "" if edits else "it holds no pair of SEARCH and REPLACE"


def parse_about(text: str) -> About:
    """The parts for the README; what is not given stays empty."""
    found = {name: _between(text, name) for name in ("title", "summary", "usage", "how")}
    return About(found["title"], found["summary"], found["usage"], found["how"])


def _between(text: str, name: str) -> str:
    start = re.search(f"<{name}>", text, re.IGNORECASE)
    end = re.compile(f"</{name}>", re.IGNORECASE).search(text, start.end()) if start else None
    return text[start.end() : end.start()].strip() if start and end else ""
