"""What the generator knows of its own app later: `app.json` at the site's root, readable for people too."""

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
    features: tuple[Feature, ...] = ()
    libraries: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """The briefs, oldest first."""
    unbuilt: tuple[str, ...] = ()
    """Sentences for the page: what was asked for and is not there."""
    stand_ins: Mapping[str, str | None] = field(default_factory=dict)
    """Ids that checks name and nothing builds → the tag they expect."""


def dump(app: App) -> bytes:
    """The content of `app.json`."""
    data = {
        "made_by": _MADE_BY,
        "title": app.title,
        "libraries": list(app.libraries),
        "asked": list(app.asked),
        "features": [{"kind": feature.kind, **feature.params} for feature in app.features],
        "not_built": list(app.unbuilt),
        "stand_ins": dict(app.stand_ins),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def load(data: bytes | None) -> App | None:
    """Read `app.json` back; None if there is none, or it is not ours."""
    try:
        found = json.loads(data or b"null")
    except ValueError:
        return None
    if not isinstance(found, dict) or found.get("made_by") != _MADE_BY:
        return None
    return App(
        title=str(found.get("title", "")),
        features=tuple(_feature(entry) for entry in found.get("features", []) if "kind" in entry),
        libraries=tuple(map(str, found.get("libraries", []))),
        asked=tuple(map(str, found.get("asked", []))),
        unbuilt=tuple(map(str, found.get("not_built", []))),
        stand_ins=found.get("stand_ins", {}),
    )


def _feature(entry: Mapping[str, Any]) -> Feature:
    return Feature(str(entry["kind"]), {name: value for name, value in entry.items() if name != "kind"})
