"""What a request says, read without understanding it: ids and the words beside them, the title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestrator.task.model import Check

_QUOTED = r"""["'\u201c\u2018`]([^"'\u201d\u2019`\n]{1,200})["'\u201d\u2019`]"""
_IDS = (
    re.compile(r"""(?i)\bid\s*(?:=|:|\bof\b)?\s*["'\u201c\u2018`]#?([A-Za-z][\w-]*)["'\u201d\u2019`]"""),
    re.compile(r"(?i)\bid\s*=\s*#?([A-Za-z][\w-]*)"),
    re.compile(r"(?<![\w&/.#])#([A-Za-z][\w-]*)"),
)
_CODE_ID = re.compile(r"""(?:#|getElementById\(\s*["'`])([A-Za-z][\w-]*)""")
_COLOUR = re.compile(r"(?i)(?=.*\d)(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_TITLES = (
    rf"\btitle\s*(?:set\s*)?(?:is|to|of|as|=|:|should be|must be|reads?)?\s*(?:exactly\s*)?{_QUOTED}",
    rf"\b(?:titled|entitled|called|named)\s*{_QUOTED}",
)
_TITLE = re.compile(r"""["\u201c`][^"\u201d`\n]*\s[^"\u201d`\n]*["\u201d`]""")
"""A quoted phrase of two words or more: its words say nothing about the id that it stands beside."""
_MOST_IDS, _MOST_CODE = 200, 200_000
"""Bounds for hostile requests, far above real ones."""


@dataclass(frozen=True)
class Request:
    """What all rounds of an app ask for together."""

    briefs: tuple[str, ...]
    """One of each round, oldest first."""
    prose: str
    """Briefs and sentence checks."""
    code: str
    """The checks that are code."""
    title: str | None
    """The document title that the latest round to demand one demands."""

    @cached_property
    def mentions(self) -> dict[str, tuple[str, str]]:
        """Every id that the prose names, with the words before and after it where it is named first."""
        return _mentions(self.prose)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id that prose or code names, prose first."""
        in_code = (name for name in _CODE_ID.findall(self.code) if not _COLOUR.fullmatch(name))
        return tuple(dict.fromkeys([*self.mentions, *in_code]))[:_MOST_IDS]

    def says(self, pattern: str) -> bool:
        """Whether the prose matches, without regard to case."""
        return re.search(pattern, self.prose, re.IGNORECASE) is not None

    def before(self, name: str) -> str:
        """The words before the first mention of an id."""
        return self.mentions.get(name, ("", ""))[0]

    def near(self, name: str) -> str:
        """The words around the first mention of an id."""
        return " \u2026 ".join(self.mentions.get(name, ()))

    def parameter(self) -> str:
        """The parameter of the page's address that the request names: `url` in `?url=`, also by default."""
        found = re.search(r"\?(\w+)=", f"{self.prose}\n{self.code}")
        return found[1] if found else "url"


def read_request(rounds: Sequence[tuple[str, Sequence[Check]]]) -> Request:
    """Read briefs and checks, oldest round first."""
    texts = ["\n".join([brief, *(c.body for c in checks if c.kind == "text")]) for brief, checks in rounds]
    codes = ["\n".join(c.body for c in checks if c.kind == "js") for _, checks in rounds]
    titles = [title for pair in zip(texts, codes, strict=True) if (title := _title(*pair)) is not None]
    code = "\n".join(filter(None, codes))[:_MOST_CODE]
    return Request(tuple(brief for brief, _ in rounds), "\n".join(texts), code, next(reversed(titles), None))


def _title(prose: str, code: str) -> str | None:
    exact = re.search(r"""document\.title\s*={2,3}\s*(["'`])((?:(?!\1).)*)\1""", code)
    found = (re.search(pattern, prose, re.IGNORECASE) for pattern in _TITLES)
    return exact[2] if exact else next((match[1].strip() for match in found if match), None)


def plain(text: str) -> str:
    """`total_sales`, `totalSales` and `total-sales` as the words `total sales`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.sub(r"[\W_]+", " ", spaced.lower()).strip()


def heading(name: str) -> str:
    """A column's name as a heading: `total_sales` as `Total sales`."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _mentions(text: str) -> dict[str, tuple[str, str]]:
    matches = [m for pattern in _IDS for m in pattern.finditer(text) if not _COLOUR.fullmatch(m[1])]
    ordered = [match for _, match in sorted({m.start(1): m for m in matches}.items())][:_MOST_IDS]
    ends = [0, *(match.end() for match in ordered)]
    starts = [*(match.start(1) for match in ordered[1:]), len(text)]
    found: dict[str, tuple[str, str]] = {}
    for match, earliest, latest in zip(ordered, ends, starts, strict=False):
        before = _SENTENCE.split(text[max(earliest, match.start(1) - 300) : match.start(1)])[-1]
        after = _SENTENCE.split(text[match.end() : min(latest, match.end() + 300)])[0]
        found.setdefault(match[1].rstrip("-"), (_TITLE.sub(" ", before)[-120:], _TITLE.sub(" ", after)[:90]))
    return found
