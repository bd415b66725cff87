"""What a request says, read without understanding it: ids, title, file names, what code expects of an id."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestrator.task.model import Check

_QUOTED = r"""["'\u201c\u2018`]([^"'\u201d\u2019`\n]{1,200})["'\u201d\u2019`]"""
_IDS = (
    re.compile(
        r"""\bid\s*(?:=|:|\bof\b)?\s*["'\u201c\u2018`]#?([A-Za-z][\w-]*)["'\u201d\u2019`]""", re.IGNORECASE
    ),
    re.compile(r"\bid\s*=\s*#?([A-Za-z][\w-]*)", re.IGNORECASE),
    re.compile(r"(?<![\w&/.#])#([A-Za-z][\w-]*)"),
)
_CODE_ID = re.compile(r"""(?:#|getElementById\(\s*["'`])([A-Za-z][\w-]*)""")
_COLOUR = re.compile(r"(?i)(?=.*\d)(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})")
_FILE = re.compile(r"(?<![\w/@.-])([A-Za-z0-9][\w-]*(?:/[\w-]+)*\.[A-Za-z0-9]{2,8})(?![\w-])")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_TITLES = (
    rf"\btitle\s*(?:set\s*)?(?:is|to|of|as|=|:|should be|must be|reads?)?\s*(?:exactly\s*)?{_QUOTED}",
    rf"\b(?:titled|entitled|called|named)\s*{_QUOTED}",
)
_PARTS_OF = {"option": "select", "tbody": "table", "thead": "table", "tr": "table", "td": "table"}
_MOST_IDS, _MOST_CODE = 200, 200_000
"""Bounds for hostile requests, far above real ones."""


@dataclass(frozen=True)
class Mention:
    """One place where a text names an id, with the words around it up to the neighbouring ids."""

    id: str
    before: str
    after: str


@dataclass(frozen=True)
class Round:
    """The texts of one round: its brief, and its checks as code and as sentences."""

    brief: str
    code: str = ""
    sentences: str = ""

    @property
    def prose(self) -> str:
        """Brief and sentence checks."""
        return f"{self.brief}\n{self.sentences}"

    @cached_property
    def title(self) -> str | None:
        """The document title that the round demands."""
        exact = re.search(r"""document\.title\s*={2,3}\s*(["'`])((?:(?!\1).)*)\1""", self.code)
        if exact:
            return exact[2]
        found = (re.search(pattern, self.prose, re.IGNORECASE) for pattern in _TITLES)
        return next((match[1].strip() for match in found if match), None)


@dataclass(frozen=True)
class Request:
    """All rounds of an app, oldest first."""

    rounds: tuple[Round, ...]

    @cached_property
    def prose(self) -> str:
        """The briefs and sentence checks of all rounds."""
        return "\n".join(each.prose for each in self.rounds)

    @cached_property
    def code(self) -> str:
        """The code checks of all rounds."""
        return "\n".join(each.code for each in self.rounds)[:_MOST_CODE]

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every place where the prose names an id, in order."""
        return tuple(_mentions(self.prose))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id that prose or code names, prose first."""
        in_code = (name for name in _CODE_ID.findall(self.code) if not _COLOUR.fullmatch(name))
        every = dict.fromkeys([*(mention.id for mention in self.mentions), *in_code])
        return tuple(every)[:_MOST_IDS]

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Everything in the prose that looks like a file name."""
        return tuple(dict.fromkeys(_FILE.findall(self.prose)))

    @property
    def title(self) -> str | None:
        """The title that the latest round to demand one demands."""
        return next((each.title for each in reversed(self.rounds) if each.title is not None), None)

    def says(self, pattern: str) -> bool:
        """Whether the prose matches, without regard to case."""
        return re.search(pattern, self.prose, re.IGNORECASE) is not None

    def before(self, name: str) -> str:
        """The words before the first mention of an id."""
        return next((mention.before for mention in self.mentions if mention.id == name), "")

    def near(self, name: str) -> str:
        """The words around the first mention of an id."""
        return next((f"{m.before} \u2026 {m.after}" for m in self.mentions if m.id == name), "")

    def tag(self, name: str) -> str | None:
        """The tag that code compares an element with, or implies by what it looks for inside."""
        compared = re.search(
            rf"{_mark(name)}[\"'`]\)\??\.(?:tagName|nodeName)[^=]{{0,20}}={{2,3}}\s*[\"'`](\w+)", self.code
        )
        prefixed = re.search(rf"[\"'`\s](\w+)#{re.escape(name)}\b", self.code)
        if compared or prefixed:
            return (compared or prefixed)[1].lower()  # type: ignore[index]
        inside = re.search(rf"#{re.escape(name)}\s*>?\s*(option|tbody|thead|tr|td)\b", self.code)
        return _PARTS_OF[inside[1]] if inside else None

    def data_attributes(self, name: str) -> tuple[str, ...]:
        """The data attributes that code reads on an element."""
        mark = rf"{_mark(name)}[\"'`]\)\??\."
        camel = re.findall(rf"{mark}dataset\??\.(\w+)", self.code)
        found = ["data-" + re.sub(r"(?=[A-Z])", "-", key).lower() for key in camel]
        found += re.findall(rf"{mark}(?:get|has)Attribute\(\s*[\"'`](data-[\w-]+)", self.code)
        return tuple(dict.fromkeys(found))

    def wants_separators(self, name: str) -> bool:
        """Whether a number is to be written for people: `1,234.50` rather than what `parseFloat` reads."""
        comma = (
            rf"{_mark(name)}[\"'`]\)\??\.(?:textContent|innerText)[^;\n]{{0,40}}includes\(\s*[\"'`],[\"'`]"
        )
        if re.search(comma, self.code):
            return True
        parsed = re.search(rf"(?:parseFloat|parseInt|Number)\([^;]{{0,60}}{re.escape(name)}\b", self.code)
        return not parsed and bool(re.search(r"NumberFormat|thousands? separator", self.near(name)))

    def parameter(self, default: str = "url") -> str:
        """The parameter of the page's address that the request names: `url` in `?url=`."""
        found = re.search(r"\?(\w+)=", f"{self.prose}\n{self.code}")
        return found[1] if found else default


def read_request(rounds: Iterable[tuple[str, Sequence[Check]]]) -> Request:
    """Read briefs and checks, oldest round first."""
    return Request(
        tuple(
            Round(
                brief,
                "\n".join(check.body for check in checks if check.kind == "js"),
                "\n".join(check.body for check in checks if check.kind == "text"),
            )
            for brief, checks in rounds
        )
    )


def plain(text: str) -> str:
    """`total_sales`, `totalSales` and `total-sales` as the words `total sales`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.sub(r"[\W_]+", " ", spaced.lower()).strip()


def heading(name: str) -> str:
    """A column's name as a heading: `total_sales` as `Total sales`."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _mark(name: str) -> str:
    return rf"(?:#|getElementById\(\s*[\"'`]){re.escape(name)}"


def _mentions(text: str) -> Iterable[Mention]:
    places: dict[int, tuple[int, str]] = {}
    for pattern in _IDS:
        for match in pattern.finditer(text):
            if not _COLOUR.fullmatch(match[1]):
                places.setdefault(match.start(1), (match.end(), match[1].rstrip("-")))
    ordered = sorted((start, end, name) for start, (end, name) in places.items())[:_MOST_IDS]
    ends = [0, *(end for _, end, _ in ordered)]
    starts = [*(start for start, _, _ in ordered[1:]), len(text)]
    for (start, end, name), earliest, latest in zip(ordered, ends, starts, strict=False):
        before = _SENTENCE.split(text[max(earliest, start - 300) : start])[-1]
        after = _SENTENCE.split(text[end : min(latest, end + 300)])[0]
        yield Mention(name, _without_titles(before)[-120:], _without_titles(after)[:90])


def _without_titles(text: str) -> str:
    """The text without quoted phrases of two words or more, which are titles."""
    return re.sub(r"""["\u201c`][^"\u201d`\n]*\s[^"\u201d`\n]*["\u201d`]""", " ", text)
