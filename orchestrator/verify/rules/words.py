"""Words of a sentence, for rules that look for what a text speaks of."""

import re
from collections.abc import Collection

_EMPTY = """
a about after all also an and any app application are as at be been both but by can contain contains current
describe described describes document documented documents each every explain explained explains file for
from game has have how in include included includes including information instructions into is it its list
mention mentioned mentions new of on or page project readme repo repository section sections shows site that
the their then these this to updated use used uses using what when which with works
"""
EMPTY = frozenset(_EMPTY.split())
"""Words that say nothing about the subject."""

SAME = (
    ("controls", "control", "click", "press", "tap", "key", "button", "roll", "drag"),
    ("gameplay", "play", "turn", "rules", "move"),
    ("usage", "use", "open", "run"),
    ("setup", "install", "installation", "start", "clone", "serve"),
    ("animations", "animate", "movement", "transition", "glide"),
    ("license", "licence", "mit"),
)
"""Words of which one stands for another, the ones that checks like to use first."""


def content_words(text: str) -> tuple[str, ...]:
    """The words of `text` that say what it is about, lower case, in order, each once."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return tuple(dict.fromkeys(word for word in words if word not in EMPTY and len(word) > 1))


def stems(text: str) -> set[str]:
    """The stems of all words of a text."""
    return {stem(word) for word in re.findall(r"[a-z0-9]+", text.lower())}


def spoken_of(word: str, there: Collection[str]) -> bool:
    """Whether `word`, or one that stands for it, is among the stems that are `there`."""
    group = next((words for words in SAME if stem(word) in {stem(each) for each in words[:2]}), (word,))
    return any(stem(each) in there for each in (word, *group))


def stem(word: str) -> str:
    """A crude stem: `animations`, `animated` and `animate` are one."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    for ending in ("ation", "ating", "ated", "ate", "ing", "ie", "ed", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
