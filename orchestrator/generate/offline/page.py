"""Rendering an app: its sections and fragments into `index.html`, with its own script first."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from orchestrator.generate.offline.catalogue import BY_KIND
from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.libraries import Link, links_of
from orchestrator.generate.offline.memory import App

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "offline"


@dataclass(frozen=True)
class Section:
    """One part of the page: a heading, and the fragments of its features in their slots."""

    kind: str
    anchor: str
    heading: str
    file: str | None
    slots: Mapping[str, tuple[Feature, ...]]

    @property
    def features(self) -> tuple[Feature, ...]:
        """All its features, slot by slot."""
        return tuple(feature for features in self.slots.values() for feature in features)


def render(app: App, present: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """The files of an app: `index.html` and `style.css`.

    `present` are ids that the page has already, so that no markup is made for them (`graft.py`).
    """
    page = _environment().get_template("page.html.jinja").render(**_context(app, present))
    return {"index.html": page.encode("utf-8", "replace"), "style.css": style().encode()}


def style() -> str:
    """The one stylesheet."""
    return (TEMPLATES / "style.css").read_text("utf-8")


def script(app: App) -> str:
    """The page's own code: kernels, parts, and one call for each feature."""
    kinds = dict.fromkeys(feature.kind for feature in app.features)
    kernels = dict.fromkeys(["page", *(name for kind in kinds for name in BY_KIND[kind].kernel)])
    pieces = [(TEMPLATES / "kernel" / f"{name}.js").read_text("utf-8") for name in kernels]
    pieces += [code for kind in kinds for code in [_plain_code(kind)] if code]
    pieces += [_rendered_code(feature) for feature in app.features if _is_rendered(feature.kind)]
    calls = "\n".join(
        f"  parts[{embed(f.kind)}]({embed(f.params)});" for f in app.features if _has_code(f.kind)
    )
    body = "\n".join(piece.strip() for piece in pieces)
    return f'(() => {{\n"use strict";\n{body}\n\nready(() => {{\n{calls}\n}});\n}})();'


def sections(app: App) -> tuple[Section, ...]:
    """Group the features into sections, in the order in which these appear."""
    groups: dict[tuple[str, str], list[Feature]] = {}
    for feature in app.features:
        kind = BY_KIND[feature.kind].section
        file = str(feature.params.get("file") or "") if kind == "table" else ""
        groups.setdefault((kind, file), []).append(feature)
    return tuple(_section(kind, file, group) for (kind, file), group in groups.items())


def embed(value: object) -> str:
    """A value as JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _section(kind: str, file: str, features: Iterable[Feature]) -> Section:
    placed = [(BY_KIND[feature.kind].slot, feature) for feature in features]
    slots = {name: tuple(f for slot, f in placed if slot == name) for name in ("controls", "figures", "body")}
    first = next(feature for _, feature in placed)
    heading = {"table": file, "document": "Document"}.get(kind) or str(
        first.params.get("heading") or kind.capitalize()
    )
    anchor = "part-" + "".join(
        c if c.isalnum() and c.isascii() else "-" for c in (f"{kind}-{file}" if file else kind).lower()
    )
    return Section(kind, anchor, heading, file or None, slots)


def _context(app: App, present: frozenset[str]) -> dict[str, Any]:
    links = links_of(app.libraries)
    return {
        "app": app,
        "sections": sections(app),
        "present": present,
        "script": script(app),
        "styles": [link for link in links if link.is_style],
        "scripts": [link for link in links if not link.is_style],
        "href": quote,
        "files": _data_files(app.features),
        "lead": "",
        "section_html": lambda section: _section_html(section, app, present),
    }


def _section_html(section: Section, app: App, present: frozenset[str]) -> Any:  # noqa: ANN401 - markup
    from markupsafe import Markup

    helpers = _helpers(app, present)
    slots = {
        name: Markup("\n").join(
            _fragment(feature, helpers) for feature in features if _is_new(feature, present)
        )
        for name, features in section.slots.items()
    }
    key = {"table": section.file, "document": "document"}.get(section.kind)
    template = _environment().get_template("section.html.jinja")
    return Markup(template.render(section=section, slots=slots, status_key=key))  # noqa: S704 - rendered with autoescape


def _is_new(feature: Feature, present: frozenset[str]) -> bool:
    return feature.params.get("id") not in present


def _fragment(feature: Feature, helpers: Mapping[str, Any]) -> Any:  # noqa: ANN401 - markup
    from markupsafe import Markup

    template = _environment().get_template(f"features/{feature.kind}.html.jinja")
    return Markup(template.render(f=feature.params, **helpers))  # noqa: S704 - rendered with autoescape


def _helpers(app: App, present: frozenset[str]) -> dict[str, Any]:
    """What a fragment may ask about the rest of the page."""
    from markupsafe import Markup, escape

    attributes = _attributes(app.features)
    tabbed = any(feature.kind == "tabs" for feature in app.features)

    def data(name: str) -> Markup:
        pairs = attributes.get(name, {}).items()
        return Markup("").join(Markup(' {}="{}"').format(attr, escape(value)) for attr, value in pairs)

    def panel(tab: str) -> Markup:
        return Markup(' role="tabpanel" aria-labelledby="tab-{}"').format(tab) if tabbed else Markup("")

    def companions(name: str) -> list[str]:
        figures = [f.params["id"] for f in app.features if f.kind == "metric"]
        units = [f.params.get("mirror_id") for f in app.features if f.kind == "currency"]
        return [unit for unit in units if unit and unit not in present] if figures[:1] == [name] else []

    def one(kind: str) -> Mapping[str, Any]:
        return next(feature.params for feature in app.features if feature.kind == kind)

    return {"data": data, "panel": panel, "companions": companions, "one": one}


def _attributes(features: Iterable[Feature]) -> dict[str, dict[str, str]]:
    """id → data attributes that are there from the beginning, before any script ran."""
    found: dict[str, dict[str, str]] = {}
    for feature in features:
        for mirror in feature.params.get("mirrors", ()):
            found.setdefault(mirror["id"], {})[mirror["attr"]] = str(feature.params.get("every", ""))
    return found


def _data_files(features: Iterable[Feature]) -> tuple[str, ...]:
    names = (f.params.get(key) for f in features for key in ("file", "rates"))
    return tuple(dict.fromkeys(str(name) for name in names if name))


def _plain_code(kind: str) -> str | None:
    path = TEMPLATES / "features" / f"{kind}.js"
    return path.read_text("utf-8") if path.is_file() else None


def _is_rendered(kind: str) -> bool:
    return (TEMPLATES / "features" / f"{kind}.js.jinja").is_file()


def _has_code(kind: str) -> bool:
    return _is_rendered(kind) or _plain_code(kind) is not None


def _rendered_code(feature: Feature) -> str:
    template = _environment().get_template(f"features/{feature.kind}.js.jinja")
    return template.render(f=feature.params)


@cache
def _environment() -> Any:  # noqa: ANN401 - jinja2 is imported only where a page is rendered
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=select_autoescape(["html.jinja"], default=False),
    )
    environment.filters["embed"] = embed
    return environment


__all__ = ["Link", "Section", "embed", "render", "script", "sections", "style"]
