"""Words of a sentence, for rules that look for what a text speaks of."""

import re

EMPTY = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "an",
        "and",
        "any",
        "app",
        "application",
        "are",
        "as",
        "at",
        "be",
        "been",
        "both",
        "but",
        "by",
        "can",
        "contain",
        "contains",
        "current",
        "describe",
        "described",
        "describes",
        "document",
        "documented",
        "documents",
        "each",
        "every",
        "explain",
        "explained",
        "explains",
        "file",
        "for",
        "from",
        "game",
        "has",
        "have",
        "how",
        "in",
        "include",
        "included",
        "includes",
        "including",
        "information",
        "into",
        "is",
        "it",
        "its",
        "list",
        "mention",
        "mentioned",
        "mentions",
        "new",
        "of",
        "on",
        "or",
        "page",
        "project",
        "readme",
        "repo",
        "repository",
        "section",
        "shows",
        "site",
        "that",
        "the",
        "their",
        "then",
        "these",
        "this",
        "to",
        "updated",
        "use",
        "used",
        "uses",
        "using",
        "what",
        "when",
        "which",
        "with",
        "works",
    ]
)
"""Words that say nothing about the subject."""


def content_words(text: str) -> tuple[str, ...]:
    """The words of `text` that say what it is about, lower case, in order, each once."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return tuple(dict.fromkeys(word for word in words if word not in EMPTY and len(word) > 1))


def stem(word: str) -> str:
    """A crude stem: `animations`, `animated` and `animate` are one."""
    for ending in (
        "ations",
        "ation",
        "ating",
        "ated",
        "ates",
        "ate",
        "ings",
        "ing",
        "ies",
        "ed",
        "es",
        "s",
        "y",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
