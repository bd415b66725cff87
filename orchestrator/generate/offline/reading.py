"""What a request says, read without understanding it: ids, titles, file names, parameters, code facts.

Everything that other modules decide is decided on these readings, never on the task's name.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestrator.task.model import Check

_QUOTED = r"""["'\u201c\u2018`]([^"'\u201d\u2019`\n]{1,200})["'\u201d\u2019`]"""
_HASH_ID = re.compile(r"(?<![\w&/.#])#([A-Za-z][\w-]*)")
_NAMED_ID = re.compile(
    r"""\bid\s*(?:=|:|\bof\b)?\s*["'\u201c\u2018`]#?([A-Za-z][^\s"'\u201d\u2019`<>]*)["'\u201d\u2019`]""",
    re.IGNORECASE,
)
_BARE_ID = re.compile(r"\bid\s*=\s*#?([A-Za-z][\w-]*)", re.IGNORECASE)
_SPELT_ID = re.compile(r"\b[iI][dD]s?\s+(?:of\s+|is\s+)?([a-z]\w*(?:-\w+)+|[a-z]+[A-Z]\w*)")
"""An id without quotes, known by its hyphen or its capital."""
_COLOUR = re.compile(r"(?i)(?=.*\d)(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})")
_FILE = re.compile(
    r"(?<![\w/@.-])([A-Za-z0-9][\w-]*(?:/[\w-]+)*\.(?:csv|tsv|json|md|markdown|txt|png|jpe?g|gif|svg|webp|html|css|js|py|"
    r"xlsx?|ya?ml|xml|pdf))(?![\w-])",
    re.IGNORECASE,
)
_FILE_PLAIN = re.compile(r"(?<![\w-])(LICENSE|CNAME|\.nojekyll)(?![\w.-])")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z0-9\"'`#(*-])|\n+")


_MOST_IDS, _MOST_CODE = 200, 200_000
"""Ids and characters of code that are looked at: above any real request, a bound for hostile ones."""


@dataclass(frozen=True)
class Mention:
    """One place where a text names an id, with the words around it, neighbouring ids excluded."""

    id: str
    before: str
    after: str


@dataclass(frozen=True)
class Facts:
    """What the code of the checks expects of one id."""

    id: str
    tag: str | None = None
    """Lower-case tag name, if the code compares or implies one."""
    attributes: tuple[str, ...] = ()
    """Names such as `data-region` or `aria-live` that the code reads on it."""
    comma: bool = False
    """Its text must hold a comma: numbers are formatted for people."""


@dataclass(frozen=True)
class Words:
    """The texts of one round: its brief, and its checks as code and as sentences."""

    brief: str
    code: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    @cached_property
    def prose(self) -> str:
        """Brief and sentence checks together."""
        return "\n".join((self.brief, *self.claims))

    @cached_property
    def everything(self) -> str:
        """Prose and code together."""
        return "\n".join((self.prose, *self.code))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The brief cut into sentences."""
        return tuple(part.strip(" -*\t") for part in _SENTENCE.split(self.brief) if part.strip(" -*\t"))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every id that the prose names, in order."""
        return tuple(_mentions(self.prose))

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """Every id that the code names, with what is known of it."""
        return _facts("\n".join(self.code))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id, prose first."""
        return tuple(dict.fromkeys([*(mention.id for mention in self.mentions), *self.facts]))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file name in the prose, in order."""
        found = [*_FILE.finditer(self.prose), *_FILE_PLAIN.finditer(self.prose)]
        names = (match[1] for match in sorted(found, key=lambda match: match.start()))
        return tuple(name for name in dict.fromkeys(names) if name.lower() not in _LIBRARY_NAMES)

    @cached_property
    def title(self) -> str | None:
        """The document's title, if one is demanded."""
        return _title(self)

    def says(self, pattern: str) -> bool:
        """Whether the prose matches `pattern`, without regard to case."""
        return re.search(pattern, self.prose, re.IGNORECASE) is not None


_LIBRARY_NAMES = frozenset({"highlight.js", "chart.js", "vue.js", "node.js", "react.js", "three.js", "d3.js"})


def words_of(brief: str, checks: Iterable[Check]) -> Words:
    """Read one round's brief and checks."""
    every = tuple(checks)
    return Words(
        brief=brief,
        code=tuple(check.body for check in every if check.kind == "js"),
        claims=tuple(check.body for check in every if check.kind == "text"),
    )


def plain(text: str) -> str:
    """`total_sales`, `totalSales` and `total-sales` as the words `total sales`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.sub(r"[^a-z0-9]+", " ", spaced.lower()).strip()


def spoken(text: str) -> str:
    """A column's name as a heading: `total_sales` as `Total sales`, capitals of its own kept."""
    words = text.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def word_at(text: str, word: str) -> int:
    """Where the last `word` in `text` ends, in any spelling that `plain` unites, or plural; else -1."""
    stem = plain(word)
    if not stem:
        return -1
    for ending, either in (("ies", "(?:y|ies)"), ("y", "(?:y|ies)"), ("s", "s?"), ("", "(?:s|es)?")):
        if stem.endswith(ending):
            pattern = rf"\b{re.escape(stem.removesuffix(ending))}{either}\b"
            break
    found = list(re.finditer(pattern, plain(text)))
    return found[-1].end() if found else -1


def _mentions(text: str) -> Iterable[Mention]:
    places: dict[int, tuple[int, str]] = {}
    for pattern in (_NAMED_ID, _BARE_ID, _SPELT_ID, _HASH_ID):
        for match in pattern.finditer(text):
            if not _COLOUR.fullmatch(match[1]):
                places.setdefault(match.start(1), (match.end(), match[1].rstrip("-.,;:")))
    ordered = sorted((start, end, name) for start, (end, name) in places.items())
    for index, (start, end, name) in enumerate(ordered[:_MOST_IDS]):
        earliest = ordered[index - 1][1] if index else 0
        latest = ordered[index + 1][0] if index + 1 < len(ordered) else len(text)
        yield Mention(name, _last_clause(text[earliest:start]), _first_clause(text[end:latest]))


def _last_clause(text: str) -> str:
    return _unquoted(_SENTENCE.split(text)[-1])[-90:]


def _first_clause(text: str) -> str:
    return _unquoted(_SENTENCE.split(text)[0].split(";")[0])[:90]


def _unquoted(text: str) -> str:
    """The text without quoted phrases of two words or more: titles would mislead."""
    return re.sub(r"""["\u201c`][^"\u201d`\n]*\s[^"\u201d`\n]*["\u201d`]""", " ", text)


def _facts(code: str) -> dict[str, Facts]:
    code = code[:_MOST_CODE]
    named = re.findall(r"""(?:#|getElementById\(\s*["'`])([A-Za-z][\w-]*)""", code)
    ids = [name for name in dict.fromkeys(named) if not _COLOUR.fullmatch(name)][:_MOST_IDS]
    return {name: Facts(name, _tag(code, name), _attributes(code, name), _comma(code, name)) for name in ids}


def _tag(code: str, name: str) -> str | None:
    mark = rf"(?:#|getElementById\(\s*[\"'`]){re.escape(name)}"
    compared = re.search(rf"{mark}[\"'`]\)\??\.(?:tagName|nodeName)[^=]{{0,20}}={{2,3}}\s*[\"'`](\w+)", code)
    prefixed = re.search(rf"[\"'`\s](\w+)#{re.escape(name)}\b", code)
    if compared or prefixed:
        return (compared or prefixed)[1].lower()  # type: ignore[index]
    inside = re.search(rf"#{re.escape(name)}\s*>?\s*(option|tbody|thead|tr|td|li|button)\b", code)
    return {
        "option": "select",
        "tbody": "table",
        "thead": "table",
        "tr": "table",
        "td": "table",
        "li": "ul",
    }.get(inside[1] if inside else "")


def _attributes(code: str, name: str) -> tuple[str, ...]:
    mark = rf"(?:#|getElementById\(\s*[\"'`]){re.escape(name)}[\"'`]\)\??\."
    found = [
        "data-" + re.sub(r"(?=[A-Z])", "-", key).lower()
        for key in re.findall(rf"{mark}dataset\??\.(\w+)", code)
    ]
    found += re.findall(rf"{mark}(?:get|has)Attribute\(\s*[\"'`]([\w-]+)", code)
    return tuple(dict.fromkeys(found))


def _comma(code: str, name: str) -> bool:
    mark = rf"(?:#|getElementById\(\s*[\"'`]){re.escape(name)}[\"'`]\)\??\."
    return (
        re.search(rf"{mark}(?:textContent|innerText)[^;\n]{{0,40}}includes\(\s*[\"'`],[\"'`]", code)
        is not None
    )


def _title(words: Words) -> str | None:
    code = "\n".join(words.code)
    demanded = re.search(r"""document\.title\s*={2,3}\s*(["'`])((?:(?!\1).)*)\1""", code)
    if demanded:
        return demanded[2]
    patterns: Sequence[str] = (
        (
            rf"\b(?:page|document|site|tab)?\s*title\s*(?:set\s*)?(?:is|to|of|as|=|:|should be|must "
            rf"be|reads?)?\s*(?:exactly\s*)?{_QUOTED}"
        ),
        rf"\b(?:titled|entitled|called|named)\s*{_QUOTED}",
    )
    found = (re.search(pattern, words.prose, re.IGNORECASE) for pattern in patterns)
    return next((match[1].strip() for match in found if match), None)
