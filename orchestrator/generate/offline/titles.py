"""A title and a leading sentence for an app whose request demands none."""

import re
from collections.abc import Sequence

from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.reading import Words, plain

_VERBS = (
    r"^(?:please\s+)?(?:build|create|publish|make|develop|design|write|generate|implement|add|produce|deploy|render|show|display|load|fetch|put|convert|sum|compute|calculate|plot)\s+"
    r"(?:me\s+)?(?:an?\s+|the\s+)?"
)
_REST = r"\s+(?:that|which|where|with|using|for|to|in|from|so|and|as)\s.*|[,;:(].*"
_LONGEST = 60


def title_of(words: Words, features: Sequence[Feature]) -> str:
    """A title from the brief's first line if it is one, else from what the app does, else from its words."""
    first = words.brief.strip().splitlines()[0].strip(" #*")
    if (
        len(words.brief.strip().splitlines()) > 1
        and len(first) <= _LONGEST
        and not first.endswith((".", ":"))
    ):
        return first
    return _from_features(features) or _from_sentence(first)


def lead_of(words: Words, features: Sequence[Feature]) -> str:
    """The sentence below the title of a page of content: the line after the brief's title."""
    lines = [line.strip() for line in words.brief.strip().splitlines() if line.strip()]
    content = any(feature.kind == "content" for feature in features)
    return lines[1] if content and len(lines) > 1 and len(lines[1]) <= 240 else ""


def _from_features(features: Sequence[Feature]) -> str | None:
    for feature in features:
        if feature.kind in {"metric", "grouped"} and feature.params["op"] not in {"count", "distinct"}:
            return str(feature.params["label"])
        if feature.kind == "document":
            return _words_of_file(feature.params["file"]) if feature.params["file"] else "Markdown reader"
        if feature.kind == "github":
            return "GitHub user lookup"
        if feature.params.get("heading") and feature.kind not in {"content", "contact", "file", "tree"}:
            return str(feature.params["heading"])
    return None


def _words_of_file(name: str) -> str:
    return plain(name.rsplit("/", 1)[-1].rsplit(".", 1)[0]).capitalize() or name


def _from_sentence(sentence: str) -> str:
    sentence = re.sub(r"https?://\S+|[(\"'`]?#[A-Za-z][\w-]*[)\"'`]?", "", sentence[:500])
    phrase = _phrase(re.split(r"[.;:]\s", sentence)[0]) or "Page"
    file = re.fullmatch(r"(?:the )?(?:attached )?([\w/-]+\.\w{2,5})", phrase)
    phrase = _words_of_file(file[1]) if file else phrase
    cut = phrase if len(phrase) <= _LONGEST else phrase[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return cut[:1].upper() + cut[1:]


def _phrase(sentence: str) -> str:
    phrase = re.sub(_REST, "", re.sub(_VERBS, "", sentence, flags=re.IGNORECASE), flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", phrase).strip(" .!?\"'`")
