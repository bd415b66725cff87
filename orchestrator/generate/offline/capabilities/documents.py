"""Apps on one Markdown document: rendering, source, tabs, a word count, another source by parameter."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known

_MARKDOWN = (".md", ".markdown")
_COUNTS = (("word-count", "words"), ("character-count", "characters"), ("reading-time", "minutes"))


def find_document(ask: Ask, known: Known) -> Iterable[Feature]:
    """The rendered document: asked for by its words, or by an id that shows it."""
    if _standing(known):
        return
    outputs = ask.ids("document-output")
    files = ask.files_like(*_MARKDOWN)
    if ask.words.says(r"\bmarkdown (editor|previewer|playground)\b") and not outputs:
        outputs = ("markdown-output",)
    asked = ask.words.says(r"\bmarkdown\b") or (outputs and files)
    if not asked or not (files or outputs):
        return
    yield Feature(
        "document", {"id": outputs[0] if outputs else "markdown-output", "file": files[0] if files else None}
    )


def find_source(ask: Ask, known: Known) -> Iterable[Feature]:
    """The document as it was written."""
    if not _in_document(ask, known):
        return
    names = ask.ids("document-source")
    if names or (ask.ids("tabs") and not _has(known, "source")):
        yield Feature("source", {"id": names[0] if names else "markdown-source"})


def find_editor(ask: Ask, known: Known) -> Iterable[Feature]:
    """A field in which the document can be written, rendered with every letter."""
    names = ask.ids("editor")
    asked = ask.words.says(r"\bmarkdown (editor|previewer|playground)\b|\b(live|markdown) preview\b")
    if _in_document(ask, known) and (names or asked) and not _has(known, "editor"):
        yield Feature("editor", {"id": names[0] if names else "markdown-editor"})


def find_tabs(ask: Ask, known: Known) -> Iterable[Feature]:
    """Tabs that switch between the rendered document and its source."""
    names = ask.ids("tabs")
    if _in_document(ask, known) and names:
        yield Feature("tabs", {"id": names[0]})


def find_address(ask: Ask, known: Known) -> Iterable[Feature]:
    """Another document by a parameter of the page's address, and a label that says which one is shown."""
    if not _in_document(ask, known):
        return
    labels = ask.ids("source-label")
    parameter = re.search(r"\?(\w+)=", ask.words.everything)
    if labels or parameter:
        yield Feature(
            "address",
            {
                "id": labels[0] if labels else "source-label",
                "parameter": parameter[1] if parameter else "url",
            },
        )


def find_counts(ask: Ask, known: Known) -> Iterable[Feature]:
    """The number of words or characters, and the minutes to read them, after every rendering."""
    if not _in_document(ask, known):
        return
    for role, unit in _COUNTS:
        names = ask.ids(role)
        asked = role == "word-count" and ask.words.says(r"\bword count\b|\bnumber of words\b")
        for name in names or (["word-count"] if asked and not _has(known, "count") else []):
            yield Feature("count", {"id": name, "unit": unit})


def _standing(known: Known) -> Feature | None:
    return next((feature for feature in known if feature.kind == "document"), None)


def _in_document(ask: Ask, known: Known) -> bool:
    return _standing(known) is not None or bool(ask.ids("document-output"))


def _has(known: Known, kind: str) -> bool:
    return any(feature.kind == kind for feature in known)


DOCUMENTS = (
    Capability(
        "document",
        find_document,
        r"markdown|\.md\b|highlight",
        "document",
        "renders Markdown",
        "body",
        ("markdown", "document"),
        ("marked",),
    ),
    Capability(
        "editor",
        find_editor,
        r"editor|text ?area|preview",
        "document",
        "lets Markdown be written",
        kernel=("markdown", "document"),
    ),
    Capability(
        "source",
        find_source,
        r"\bsource\b|original|raw",
        "document",
        "shows the Markdown as it was written",
        kernel=("markdown", "document"),
    ),
    Capability(
        "tabs",
        find_tabs,
        r"\btabs?\b",
        "document",
        "switches between rendering and source",
        "controls",
        ("markdown", "document"),
    ),
    Capability(
        "address",
        find_address,
        r"\?\w+=|source",
        "document",
        "opens another document by address",
        "figures",
        ("markdown", "document"),
    ),
    Capability(
        "count",
        find_counts,
        r"word|character|reading time",
        "document",
        "counts words",
        "figures",
        ("markdown", "document"),
    ),
)
