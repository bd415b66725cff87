"""Rendering the fragments of features, with what each may ask about the rest of the page."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.reading import spoken
from orchestrator.generate.offline.sections import Section, in_head, sections_of

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "offline"


@dataclass(frozen=True)
class Fragments:
    """The markup of an app's features. `present` are ids that a page has already: they are not made again."""

    features: tuple[Feature, ...]
    present: frozenset[str] = frozenset()
    title: str = ""
    """The page's heading: a section of the same name does not show it twice."""

    def sections(self) -> "list[Markup]":
        """Each section, whole; those of which nothing is new are left out."""
        found = ((section, self._slots(section)) for section in sections_of(self.features))
        return [
            markup("section.html.jinja", section=section, slots=slots, title=self.title)
            for section, slots in found
            if any(slots.values())
        ]

    def head(self) -> "Markup":
        """What stands above the page's title: navigation, the switch of the colour scheme."""
        return self._joined(in_head(self.features))

    def _slots(self, section: Section) -> "dict[str, Markup]":
        return {name: self._joined(features) for name, features in section.slots.items()}

    def _joined(self, features: Iterable[Feature]) -> "Markup":
        from markupsafe import Markup

        fresh = (f for f in features if f.params.get("id") not in self.present and _has_markup(f.kind))
        return Markup("\n").join(self._fragment(feature) for feature in fresh)

    def _fragment(self, feature: Feature) -> "Markup":
        return markup(
            f"features/{feature.kind}.html.jinja",
            f=feature.params,
            data=self._data,
            panel=self._panel,
            companions=self._companions,
            one=self._one,
            href=quote,
            all_sections=sections_of(self.features),
        )

    def _data(self, name: str) -> "Markup":
        """The data attributes that an element has from the beginning, before any script ran."""
        from markupsafe import Markup

        mirrors = (
            (mirror["attr"], feature.params.get("every", ""))
            for feature in self.features
            for mirror in feature.params.get("mirrors", ())
            if mirror["id"] == name
        )
        return Markup("").join(
            Markup(' {}="{}"').format(attribute, value) for attribute, value in dict(mirrors).items()
        )

    def _panel(self, tab: str) -> "Markup":
        from markupsafe import Markup

        tabbed = any(feature.kind == "tabs" for feature in self.features)
        return Markup(' role="tabpanel" aria-labelledby="tab-{}"').format(tab) if tabbed else Markup("")

    def _companions(self, name: str) -> list[str]:
        """The ids of units that stand beside the first figure."""
        amounts = (
            f for f in self.features if f.kind == "metric" and f.params["op"] not in {"count", "distinct"}
        )
        figures = [feature.params["id"] for feature in amounts]
        units = [
            str(f.params["mirror_id"])
            for f in self.features
            if f.kind == "currency" and f.params["mirror_id"]
        ]
        return [unit for unit in units if unit not in self.present] if figures[:1] == [name] else []

    def _one(self, kind: str) -> Mapping[str, Any]:
        return next(feature.params for feature in self.features if feature.kind == kind)


def markup(name: str, **values: object) -> "Markup":
    """A template rendered with autoescape: its values are data."""
    from markupsafe import Markup

    return Markup(environment().get_template(name).render(**values))  # noqa: S704 - escaped by the template


def embed(value: object) -> str:
    """A value as JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def environment() -> "Environment":
    """The one environment: `.html.jinja` escapes, anything missing is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=select_autoescape(["html.jinja"], default=False),
    )
    made.filters["embed"] = embed
    made.filters["spoken"] = spoken
    return made


def _has_markup(kind: str) -> bool:
    return (TEMPLATES / "features" / f"{kind}.html.jinja").is_file()
