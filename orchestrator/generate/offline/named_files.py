"""Files that a brief names: made where that can be done truly, said to be missing where it cannot."""

import json
from collections.abc import Iterable, Mapping, Sequence

from orchestrator.errors import UnsafePath
from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.reading import Words
from orchestrator.text.paths import checked_path

CONTENT = "content.json"
_FURNISHED = frozenset(
    {"license", "readme.md", "index.html", "deployment.json", "app.json", ".nojekyll", CONTENT}
)
"""Made by the generator or by the stage itself."""

_EXAMPLES = {
    "projects": ("A project", "One sentence about what it does, and for whom."),
    "skills": ("A skill", ""),
    "experience": ("A position", "Where, from when to when, and what came of it."),
    "education": ("A degree or course", "Where, and when."),
    "services": ("A service", "What the customer gets."),
    "features": ("A feature", "What it is good for."),
    "pricing": ("A plan", "Its price, and what is in it."),
    "team": ("A person", "Their part in the team."),
    "testimonials": ("A quotation", "Who said it."),
    "gallery": ("A picture", "What it shows."),
    "menu": ("A dish", "What is in it, and its price."),
    "posts": ("A post", "Its first sentence."),
    "faq": ("A question", "Its answer."),
    "hours": ("A day", "From when to when."),
}


def own_name(words: Words, ending: str, made: Mapping[str, bytes], standing: str) -> str:
    """What the brief calls the page's own stylesheet or script; `standing` if it names none, or several."""
    named = [name for name in missing_files(words, made) if name.lower().endswith(ending)]
    return named[0] if len(named) == 1 and made.get(standing) is None else standing


def content_file(features: Iterable[Feature], standing: bytes | None) -> bytes | None:
    """`content.json` with an entry for each section of content; entries that stand are kept as they are."""
    topics = [str(feature.params["topic"]) for feature in features if feature.kind == "content"]
    if not topics:
        return None
    try:
        before = json.loads(standing or b"{}")
    except (ValueError, RecursionError):
        return None
    entries = before if isinstance(before, dict) else {}
    merged = {**{topic: _entry(topic) for topic in topics}, **entries}
    return (json.dumps(merged, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def missing_files(words: Words, made: Mapping[str, bytes]) -> Sequence[str]:
    """Safe names of files that the brief names and that nothing brings: site, attachments or stage."""
    there = {name.lower() for name in made} | {name.rsplit("/", 1)[-1].lower() for name in made}
    return [name for name in words.files if _is_path(name) and not {name.lower()} & (there | _FURNISHED)]


def _entry(topic: str) -> dict[str, object]:
    if topic == "about":
        return {"text": f"Placeholder: write about yourself, or about this page, under “about” in {CONTENT}."}
    title, text = _EXAMPLES[topic]
    example = {"title": title, "text": text, "placeholder": True}
    return {"text": f"Placeholders: write your own under “{topic}” in {CONTENT}.", "items": [example] * 3}


def _is_path(name: str) -> bool:
    try:
        checked_path(name)
    except UnsafePath:
        return False
    return True
