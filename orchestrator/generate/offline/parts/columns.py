"""Which table and which columns an id of a request is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.generate.offline.data import Table
from orchestrator.generate.offline.request import Request, plain

OPERATIONS = (
    ("average", r"\b(average|mean|avg)\b"),
    ("maximum", r"\b(max|maximum|highest|largest)\b"),
    ("minimum", r"\b(min|minimum|lowest|smallest)\b"),
    ("count", r"\b(count|number of|how many)\b"),
    ("sum", r"\b(sums?|totals?|adds? up)\b"),
)
_PLURAL_ENDINGS = (("ies", "(?:y|ies)"), ("y", "(?:y|ies)"), ("s", "s?"), ("", "(?:s|es)?"))
_GROUPS = re.compile(r"\b(?:each|every|per|by|group(?:ed|s)? by)\s+(?:the\s+)?([\w -]{1,40})", re.IGNORECASE)
_COLUMN = re.compile(r"([\w-]+(?: [\w-]+)?)[`\"']?\s+(?:column|field|values)\b", re.IGNORECASE)
_DATA = r"\b(csv|tsv|json|spreadsheet|columns?|rows|attach\w+)\b"
_SEVERAL = (
    r"\b(both|all|every|each)( of)?( the)?( attached)? (csv |json |data )?files?\b|\bcombined\b|\bacross\b"
)


@dataclass(frozen=True)
class Columns:
    """A request together with the tables that it may mean."""

    request: Request
    tables: tuple[Table, ...]

    def is_meant(self) -> bool:
        """Whether the request speaks of data at all: of a file, its columns, or rows."""
        named = (table for table in self.tables if last_named(self.request.prose, table.columns))
        return any(named) or (bool(self.tables) and self.request.says(_DATA))

    @property
    def words(self) -> list[str]:
        """The names of files and columns, and values, all of which a brief may name."""
        return [text for t in self.tables for text in (plain(t.file), *t.columns, *t.values)]

    def beside(self, name: str) -> str:
        """The words before an id and its own; all words where the request names no id."""
        request = self.request
        return f"{request.before(name) if request.ids else request.prose} {plain(name)}"

    def names_value(self, name: str) -> bool:
        """Whether the words beside an id pick out some of the rows, as `sales in Rome` does."""
        columns = {plain(column) for table in self.tables for column in table.columns}
        values = [value for table in self.tables for value in table.values if len(value) > 2]
        picked = [v for v in values if plain(v) not in columns and not first_match(OPERATIONS, v)]
        return last_named(self.beside(name), picked) is not None

    def tables_for(self, name: str) -> tuple[Table, ...]:
        """The files that an id is about: those named beside it, or all where that is said, or one."""
        near = self.request.near(name).lower()
        beside = tuple(table for table in self.tables if table.file.lower() in near)
        if beside:
            return beside
        if len(self.tables) > 1 and self.request.says(_SEVERAL):
            return self.tables
        named = [table for table in self.tables if table.file in self.request.prose]
        candidates = named or list(self.tables)
        matching = [t for t in candidates if last_named(f"{near} {plain(name)}", t.columns)]
        return tuple((matching or candidates)[:1])

    def value_column(self, name: str, table: Table) -> str | None:
        """The column of numbers that an id is about: a named one, or the only one; keys are none."""
        request = self.request
        numbers = [c for c in table.columns if c in table.numbers and not re.search(r"\bid$", plain(c))]
        stated = " ".join(_COLUMN.findall(request.prose))
        texts = (request.before(name), plain(name), stated, request.near(name), request.prose)
        named = (last_named(text, numbers) for text in texts)
        return next(filter(None, named), None) or (numbers[0] if len(numbers) == 1 else None)

    def operation(self, name: str) -> str:
        """What is computed for an id, by its own words first."""
        texts = (plain(name), self.request.before(name), self.request.near(name))
        return next(filter(None, (first_match(OPERATIONS, text) for text in texts)), "sum")


def group_column(table: Table, text: str) -> str | None:
    """The column of labels after each, per or by; else one that the text names."""
    phrases = (" ".join(phrase.split()[:3]) for phrase in _GROUPS.findall(text))
    return next(filter(None, (last_named(phrase, table.labels) for phrase in [*phrases, text])), None)


def first_match(patterns: Sequence[tuple[str, str]], text: str) -> str | None:
    """The name of the first pattern that a text matches."""
    return next((name for name, pattern in patterns if re.search(pattern, text, re.IGNORECASE)), None)


def last_named(text: str, columns: Sequence[str]) -> str | None:
    """The column that a text names last, in any spelling or number; the longer of two that end together."""
    places = [(_end_of(plain(text), plain(column)), len(column), column) for column in columns]
    end, _, column = max(places, default=(-1, 0, ""))
    return column if end >= 0 else None


def _end_of(text: str, words: str) -> int:
    if not words:
        return -1
    ending, either = next(pair for pair in _PLURAL_ENDINGS if words.endswith(pair[0]))
    found = list(re.finditer(rf"\b{re.escape(words.removesuffix(ending))}{either}\b", text))
    return found[-1].end() if found else -1
