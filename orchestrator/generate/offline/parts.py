"""Which id is which part of a tool: by its own words, and by the words right before it."""

import re
from collections.abc import Iterable, Mapping

from orchestrator.generate.offline.feature import Ask, Feature
from orchestrator.generate.offline.reading import plain

_NEAR = 48
"""Characters before an id in which its part may be named."""
_LEAST, _SAID, _HINT = 0.2, 0.25, 0.1
"""An id that its pattern says whole fits by 1; words before it give up to twice `_SAID`, a verb `_HINT`."""
_INPUT = r"\b(?:inputs?|fields?|enters?|types?|dropdown|select|checkbox|picks?)\b"
_OUTPUT = r"\b(?:shows?|displays?|outputs?|results?|goes|appears?|shown|displayed|see)\b"


def free_ids(ask: Ask, known: Iterable[Feature]) -> list[str]:
    """The ids that the words name and that no feature owns."""
    owned = frozenset[str]().union(*(feature.ids for feature in known))
    return [name for name in ask.words.ids if name not in owned]


def still_open(slots: Mapping[str, str], held: Mapping[str, object]) -> dict[str, str]:
    """Those of the slots, each with its pattern, that no id fills yet in the parameters of a feature."""
    return {slot: pattern for slot, pattern in slots.items() if not held.get(slot)}


def assigned(
    ask: Ask, names: Iterable[str], slots: Mapping[str, str], shown: Iterable[str] = ()
) -> dict[str, str]:
    """Slot → id, the best pairs first, none twice. `slots` maps each to its pattern, `shown` are outputs."""
    outputs = frozenset(shown)
    pairs = [
        (-_fit(ask, name, pattern, output=slot in outputs), place, rank, slot, name)
        for place, name in enumerate(names)
        for rank, (slot, pattern) in enumerate(slots.items())
    ]
    found: dict[str, str] = {}
    for fit, _place, _rank, slot, name in sorted(pairs):
        if -fit >= _LEAST and slot not in found and name not in found.values():
            found[slot] = name
    return found


def _fit(ask: Ask, name: str, pattern: str, *, output: bool) -> float:
    """How much of the id the pattern says, and how near it stands before the id."""
    words = plain(name)
    own = sum(len(match[0]) for match in re.finditer(pattern, words)) / max(1, len(words))
    before = re.sub(r"\W+", " ", ask.before(name)[-_NEAR:].lower()).strip()
    anywhere = re.sub(r"\$(?=\||\)|$)", r"\\b", pattern)
    ends = [match.end() / len(before) for match in re.finditer(anywhere, before) if match[0]]
    told = own + (_SAID + ends[-1] * _SAID if ends else 0)
    told += _SAID if any(re.fullmatch(pattern, word) for word in _word_after(ask, name)) else 0
    hint = re.search(_OUTPUT if output else _INPUT, before) is not None
    return told + (_HINT if hint and told else 0)


def _word_after(ask: Ask, name: str) -> list[str]:
    """The word right after the first mention: `#items table`."""
    after = next((place.after for place in ask.words.mentions if place.id == name), "")
    return re.findall(r"^\W?\s(\w+)", after.lower())
