"""Grouping the features of an app into the sections of its page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestrator.generate.offline.catalogue import BY_KIND
from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.reading import plain, spoken

STATUS = {
    "document": "document",
    "image": "image",
    "calculator": "calculator",
    "timer": "timer",
    "quiz": "quiz",
    "contact": "contact",
    "snakes": "snakes",
}
"""Sections that report something in their head → the key under which their script reports it."""


@dataclass(frozen=True)
class Section:
    """One part of the page: a heading, and its features by slot."""

    kind: str
    anchor: str
    heading: str
    status: str | None
    slots: Mapping[str, tuple[Feature, ...]]


def sections_of(features: Iterable[Feature]) -> tuple[Section, ...]:
    """The sections, in the order in which they were asked for; what belongs to the page's head is none."""
    groups: dict[tuple[str, str], list[Feature]] = {}
    for feature in features:
        capability = BY_KIND[feature.kind]
        if capability.section != "page":
            groups.setdefault((capability.section, _own(capability.section, feature)), []).append(feature)
    return tuple(_section(kind, own, group) for (kind, own), group in groups.items())


def in_head(features: Iterable[Feature]) -> tuple[Feature, ...]:
    """The features that belong to the page's head: navigation first, then the rest."""
    found = [feature for feature in features if BY_KIND[feature.kind].section == "page"]
    return tuple(sorted(found, key=lambda feature: feature.kind != "navigation"))


def _own(section: str, feature: Feature) -> str:
    """What keeps two sections of a kind apart: the file of rows or of a tree, the topic of a text."""
    key = {"table": "file", "tree": "file", "content": "topic"}.get(section, "")
    return str(feature.params.get(key) or "")


def _section(kind: str, own: str, features: list[Feature]) -> Section:
    slots = {
        name: tuple(feature for feature in features if BY_KIND[feature.kind].slot == name)
        for name in ("controls", "figures", "body")
    }
    anchor = str(features[0].params["id"]) if kind == "content" else "part-" + _slug(f"{kind} {own}")
    return Section(
        kind,
        anchor,
        _heading(kind, own, features),
        (own or "upload") if kind == "table" else STATUS.get(kind),
        slots,
    )


def _heading(kind: str, own: str, features: list[Feature]) -> str:
    if kind == "document":
        return "Document"
    if kind == "table":
        columns = (str(f.params["column"]) for f in features if f.kind in {"metric", "grouped", "chart"})
        return spoken(next(columns, "")) or own or "Your file"
    named = (str(feature.params["heading"]) for feature in features if feature.params.get("heading"))
    return next(named, "GitHub user" if kind == "github" else kind.capitalize())


def _slug(text: str) -> str:
    return plain(text).replace(" ", "-")
