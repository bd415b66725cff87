"""The records of the generator: a feature that an app has, a capability that makes such features."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from orchestrator.generate.offline.reading import Words, plain
from orchestrator.generate.offline.shapes import Table, rate_files, tables


@dataclass(frozen=True)
class Feature:
    """One thing that the app does: the name of its capability, and the parameters of its fragment (JSON)."""

    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What makes two features the same one: a later round replaces the parameters."""
        return self.kind, str(self.params.get("id") or self.params.get("file") or "")

    @property
    def ids(self) -> frozenset[str]:
        """Every element id that the feature owns or uses: in `id`, in `…_id`, and in its `elements`."""
        named = [value for name, value in self.params.items() if name == "id" or name.endswith("_id")]
        named += [element["id"] for element in self.params.get("elements", ())]
        return frozenset(str(value) for value in named if value)


@dataclass(frozen=True)
class Ask:
    """One round's words, with the files at hand and the roles that its ids were given."""

    words: Words
    files: Mapping[str, bytes]
    """Attachments of this round and files of the site as it stands."""
    fresh: frozenset[str] = frozenset()
    """The attachments of this round."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """id → role (`roles.py`), ids of known features left out."""

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The files that hold rows, those named in the words first, fresh ones before the rest."""
        named = {name.lower() for name in self.words.files}
        found = tables(self.files)
        return tuple(sorted(found, key=lambda t: (t.file.lower() not in named, t.file not in self.fresh)))

    @cached_property
    def rates(self) -> tuple[str, ...]:
        """The files that hold currency rates, fresh ones first."""
        return tuple(sorted(rate_files(self.files), key=lambda name: name not in self.fresh))

    def ids(self, role: str) -> tuple[str, ...]:
        """The ids that were given `role`, in the order in which the words name them."""
        return tuple(name for name in self.words.ids if self.roles.get(name) == role)

    def near(self, name: str) -> str:
        """The words around every mention of an id, and its own."""
        places = [place for place in self.words.mentions if place.id == name]
        return " … ".join(f"{place.before} … {place.after}" for place in places)

    def before(self, name: str) -> str:
        """The words before the first mention of an id."""
        return next((place.before for place in self.words.mentions if place.id == name), "")

    def files_like(self, *endings: str) -> tuple[str, ...]:
        """Files with one of the endings: named ones first, then fresh ones; the site's own left out."""
        named = [name for name in self.words.files if name.lower().endswith(endings)]
        there = [name for name in self.files if name.lower().endswith(endings) and name not in SITE_FILES]
        there.sort(key=lambda name: name not in self.fresh)
        return tuple(dict.fromkeys([*(_as_stored(name, self.files) for name in named), *there]))


SITE_FILES = frozenset(
    {"index.html", "style.css", "app.json", "deployment.json", "README.md", "LICENSE", "content.json"}
)
"""Files that are the site's own: never taken for data."""


def _as_stored(name: str, files: Mapping[str, bytes]) -> str:
    return next((stored for stored in files if stored.lower() == name.lower()), name)


Known = tuple[Feature, ...]


@dataclass(frozen=True)
class Capability:
    """One thing that the generator can build, and how it recognises that it is asked for."""

    kind: str
    find: Callable[[Ask, Known], Iterable[Feature]]
    """Features asked for in this round, given those that stand or were found so far."""
    covers: str | Callable[[Feature], str]
    """Pattern of the sentences of a brief that this capability answers, if need be by the feature."""
    section: str
    """The section of the page: `table`, `document`, `page`, or the capability's own."""
    says: str
    """A sentence for the README: what the app does with it."""
    slot: str = "body"
    """Where in its section: `controls`, `figures` or `body`."""
    kernel: tuple[str, ...] = ()
    """Shared scripts that it needs, from `templates/offline/kernel/`."""
    libraries: tuple[str, ...] = ()
    """Libraries that it always loads."""

    def answers(self, feature: Feature) -> str:
        """The pattern of the sentences that one of its features answers."""
        return self.covers if isinstance(self.covers, str) else self.covers(feature)


def standing(known: Known, kind: str) -> Feature | None:
    """The first feature of a kind among those that stand or were found so far."""
    return next((feature for feature in known if feature.kind == kind), None)


def nothing(_ask: Ask, _known: Known) -> Iterable[Feature]:
    """For capabilities whose features another one finds."""
    return ()


Wanted = tuple[str, str, str]
"""For one parameter: pattern of an id's own words, tag that the code may expect, the id if none is named."""


def claim(ask: Ask, known: Known, own: str, tag: str = "", besides: Iterable[str] = ()) -> str | None:
    """The first id, neither owned nor among `besides`, that is a `tag`, matches `own`, or is called so."""
    owned = frozenset(besides).union(*(feature.ids for feature in known))
    free = [name for name in ask.words.ids if name not in owned]
    named = [name for name in free if re.search(own, plain(name))]
    tagged = [name for name, facts in ask.words.facts.items() if tag and facts.tag == tag and name in free]
    told = [place.id for place in ask.words.mentions if place.id in free and _is_told(tag, place.before)]
    return next(iter([*tagged, *named, *told]), None)


def _is_told(tag: str, before: str) -> bool:
    """Whether the word right before an id says what it is: `input #item`."""
    said = {"input": r"input|field|text ?box", "ul": r"list"}.get(tag)
    return said is not None and re.search(rf"\b(?:{said})\W*$", before, re.IGNORECASE) is not None


def claims(ask: Ask, known: Known, wanted: Mapping[str, Wanted]) -> dict[str, str]:
    """An id for each parameter, no id twice; name those first whose pattern is the narrowest."""
    found: dict[str, str] = {}
    for parameter, (own, tag, default) in wanted.items():
        found[parameter] = claim(ask, known, own, tag, found.values()) or default
    return found
