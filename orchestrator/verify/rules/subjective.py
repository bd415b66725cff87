"""Which sentences are a matter of taste."""

import re

from orchestrator.verify.rules.words import content_words

_TASTE = re.compile(
    r"\b(beautiful|clean|clear|complete|elegant|attractive|appealing|pleasant|polished|modern|"
    r"professional(?:ly)?|intuitive|user[- ]friendly|easy to use|good[- ]looking|looks? (?:good|great|nice)|"
    r"nice|aesthetic\w*|creative|well[- ](?:designed|structured|organi[sz]ed|written)|"
    r"(?:high|good)[- ]quality|delightful|engaging|visually|readable)\b",
    re.IGNORECASE,
)
MOST_WORDS = 2
"""Words besides those of taste that such a sentence may have: what it is that should please."""
_MANNER = frozenset(
    ["look", "looks", "feel", "style", "styled", "styling", "design", "very", "should", "must", "be"]
)


def matter_of_taste(text: str) -> bool:
    """Whether a sentence asks only to please, which `shows a readable error for an empty name` does not."""
    if not _TASTE.search(text):
        return False
    return len([word for word in content_words(_TASTE.sub(" ", text)) if word not in _MANNER]) <= MOST_WORDS
