"""Showing attached files that no other capability took: what came with the request is never dropped."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.capabilities.rows.columns import SUMS
from orchestrator.generate.offline.feature import SITE_FILES, Ask, Capability, Feature, Known, claim, standing
from orchestrator.generate.offline.shapes import rate_files

_SMALL = (
    r"(?:[\s(<]+(?:file|text|image|picture|from|the|attachments?|attached|inside|in|into|within|to|an?|element|with|"
    r"img|div|pre|span|section|box|id|is|displayed|shown|rendered)\b[\"'`=>]*)*\s*[\"'`#]*"
)
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_TEXTS = (".txt", ".md", ".markdown", ".log", ".yml", ".yaml", ".xml", ".py", ".js", ".css", ".html")


def find_viewers(ask: Ask, known: Known) -> Iterable[Feature]:
    """One viewer for each fresh attachment that is not used yet: table, tree, picture, text, or a link."""
    used = {feature.params.get(key) for feature in known for key in ("file", "rates")}
    used |= {name for feature in known for name in feature.params.get("images", ())}
    for name in sorted(ask.fresh - used - SITE_FILES):
        table = next((table for table in ask.tables if table.file == name), None)
        if table:
            label = f"All rows of {name}"
            yield Feature(
                "rows",
                {"id": _own_id(ask, known, r"table|rows|data", name, "table"), "file": name, "label": label},
            )
        elif name.lower().endswith(".json") and name not in rate_files({name: ask.files[name]}):
            yield Feature(
                "tree",
                {"id": _own_id(ask, known, r"json|tree|output|viewer", name), "file": name, "heading": name},
            )
        else:
            yield Feature(
                "file",
                {
                    "id": _own_id(ask, known, r"preview|viewer|attachment", name),
                    "file": name,
                    "show": _show(name),
                    "heading": "Attachments",
                },
            )


def _own_id(ask: Ask, known: Known, own: str, name: str, tag: str = "") -> str:
    taken = frozenset[str]().union(*(feature.ids for feature in known))
    plain_id = "file-" + "".join(c if c.isalnum() and c.isascii() else "-" for c in name.lower())
    claimed = _beside(ask, name) or (claim(ask, known, own, tag) if len(ask.fresh) == 1 else None)
    return claimed if claimed and claimed not in taken else plain_id


def _beside(ask: Ask, name: str) -> str | None:
    """The id that the words put the file into, nothing but small words between: `photo.png in #photo`."""
    into = re.compile(rf"{re.escape(name)}[\"'`”]?{_SMALL}$", re.IGNORECASE)
    shown = (m for m in ask.words.mentions if not re.search(SUMS, m.before, re.IGNORECASE))
    return next((mention.id for mention in shown if into.search(mention.before)), None)


def _show(name: str) -> str:
    if name.lower().endswith(_IMAGES):
        return "image"
    return "text" if name.lower().endswith(_TEXTS) else "link"


def find_tree(ask: Ask, known: Known) -> Iterable[Feature]:
    """A viewer for JSON where one is asked for."""
    files = ask.files_like(".json")
    if ask.words.says(r"\bjson (viewer|tree|explorer|formatter)") and files and not standing(known, "tree"):
        yield Feature(
            "tree",
            {
                "id": claim(ask, known, r"json|tree|output|viewer") or "json-tree",
                "file": files[0],
                "heading": files[0],
            },
        )


VIEWERS = (
    Capability("tree", find_tree, r"\bjson\b", "tree", "shows a JSON file as a tree"),
    Capability("file", find_viewers, r"attach|\bfiles?\b|\bimage\b", "file", "shows the attached files"),
)
