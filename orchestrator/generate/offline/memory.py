"""What the generator knows of its own app later: `app.json` at the site's root, readable for people too."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.generate.offline.feature import Feature

PATH = "app.json"
_MADE_BY = "offline generator"


@dataclass(frozen=True)
class App:
    """The whole app as data: everything that is needed to render it again, extended."""

    title: str
    lead: str = ""
    features: tuple[Feature, ...] = ()
    libraries: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """The briefs, oldest first."""
    unbuilt: tuple[str, ...] = ()
    """Sentences for the page: what was asked for and is not there."""
    stand_ins: tuple[str, ...] = ()
    """Ids that a request names and that nothing builds."""
    style: str = "style.css"
    """The stylesheet's path, as a request names it."""
    script: str = ""
    """The path of the code where a request names one; else it stands in the page."""
    page: str = field(default="", compare=False)
    """sha256 (hex) of `index.html` as it was written: another one is somebody else's page."""

    @property
    def ids(self) -> frozenset[str]:
        """Every element id that a feature owns."""
        return frozenset[str]().union(*(feature.ids for feature in self.features))


def dump(app: App, page: bytes | None) -> bytes:
    """The content of `app.json`; `page` is `index.html` as written here, None if it is not our own."""
    data = {
        "made_by": _MADE_BY,
        "title": app.title,
        "lead": app.lead,
        "features": [{"kind": feature.kind, **feature.params} for feature in app.features],
        "libraries": app.libraries,
        "asked": app.asked,
        "not_built": app.unbuilt,
        "stand_ins": app.stand_ins,
        "style": app.style,
        "script": app.script,
        "page": _digest(page) if page is not None else "",
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def load(site: Mapping[str, bytes]) -> App | None:
    """Read a site's `app.json` back; None if there is none, or it is not of this generator."""
    try:
        found = json.loads(site.get(PATH, b"null"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("made_by") != _MADE_BY:
        return None
    return App(
        title=str(found.get("title", "")),
        lead=str(found.get("lead", "")),
        features=tuple(_feature(entry) for entry in found.get("features", ())),
        libraries=tuple(map(str, found.get("libraries", ()))),
        asked=tuple(map(str, found.get("asked", ()))),
        unbuilt=tuple(map(str, found.get("not_built", ()))),
        stand_ins=tuple(map(str, found.get("stand_ins", ()))),
        style=str(found.get("style", "style.css")),
        script=str(found.get("script", "")),
        page=str(found.get("page", "")),
    )


def is_own_page(app: App, site: Mapping[str, bytes]) -> bool:
    """Whether `index.html` still is the one that was written together with this `app.json`."""
    return "index.html" in site and _digest(site["index.html"]) == app.page


def _digest(page: bytes) -> str:
    return hashlib.sha256(page).hexdigest()


def _feature(entry: Mapping[str, Any]) -> Feature:
    return Feature(str(entry["kind"]), {name: value for name, value in entry.items() if name != "kind"})
