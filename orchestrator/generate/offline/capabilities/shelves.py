"""Attachments laid out: pictures as a gallery that opens large, questions and answers that fold."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, standing
from orchestrator.generate.offline.parts import assigned, free_ids, still_open
from orchestrator.generate.offline.shapes import text_of

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_GALLERY = r"\bgallery\b|\b(?:photo|picture|image) (?:wall|grid|album)\b"
_FOLDED = r"\bfaqs?\b|frequently asked|\baccordion\b"
_GALLERY_IDS = {
    "id": r".*(?:gallery|album|grid|wall).*",
    "large_id": r".*(?:lightbox|modal|viewer|large|overlay).*",
}
_FOLDED_IDS = {"id": r".*(?:faqs?|accordion|questions).*", "search_id": r".*(?:search|filter|find).*"}
_QUESTION = ("question", "q", "title", "heading")
_ANSWER = ("answer", "a", "text", "content", "body")


def find_gallery(ask: Ask, known: Known) -> Iterable[Feature]:
    """All attached pictures; a later round's pictures join them."""
    before = standing(known, "gallery")
    files = sorted(name for name in ask.fresh if name.lower().endswith(_IMAGES))
    if not before and not (files and ask.words.says(_GALLERY)):
        return
    held: dict[str, Any] = dict(before.params) if before else {"large_id": "", "images": []}
    named = assigned(ask, free_ids(ask, known), still_open(_GALLERY_IDS, held))
    images = list(dict.fromkeys([*held["images"], *files]))
    yield Feature("gallery", {"id": "gallery", "heading": "Gallery", **held, **named, "images": images})


def find_folded(ask: Ask, known: Known) -> Iterable[Feature]:
    """The questions of a JSON file, each one opening its answer."""
    before = standing(known, "folded")
    files = [name for name in ask.files_like(".json") if keys_of(ask.files.get(name, b""))]
    if not before and not (files and ask.words.says(_FOLDED)):
        return
    held: dict[str, Any] = dict(before.params) if before else {"search_id": "", **_read(ask.files, files[0])}
    named = assigned(ask, free_ids(ask, known), still_open(_FOLDED_IDS, held))
    yield Feature("folded", {"id": "faq", "heading": "Questions", **held, **named})


def keys_of(data: bytes) -> tuple[str, str] | None:
    """Under which keys the rows of a file hold questions and answers, all texts; None if they do not."""
    try:
        value: Any = json.loads(text_of(data))
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        value = next((part for part in value.values() if isinstance(part, list)), None)
    rows = value if isinstance(value, list) else []
    if not rows or not all(isinstance(row, dict) for row in rows):
        return None
    asked, told = (
        next((key for key in keys if _all_texts(rows, key)), None) for keys in (_QUESTION, _ANSWER)
    )
    return (asked, told) if asked and told else None


def _all_texts(rows: Iterable[Mapping[str, Any]], key: str) -> bool:
    return all(isinstance(row.get(key), str) for row in rows)


def _read(files: Mapping[str, bytes], name: str) -> dict[str, str]:
    asked, told = keys_of(files[name]) or ("", "")
    return {"file": name, "asked": asked, "told": told}


def _gallery_covers(feature: Feature) -> str:
    large = r"|\blightbox\b|\bmodals?\b|opens? (?:it )?large" if feature.params["large_id"] else ""
    return rf"{_GALLERY}|\bcaptions?\b|\bfile names?\b{large}"


def _folded_covers(feature: Feature) -> str:
    return rf"{_FOLDED}|\bcollaps\w+" + (r"|\bsearch|\bfilter" if feature.params["search_id"] else "")


SHELVES = (
    Capability("gallery", find_gallery, _gallery_covers, "gallery", "shows the attached pictures"),
    Capability("folded", find_folded, _folded_covers, "folded", "answers the questions of a file"),
)
