"""Which part each id plays: by its own words, by the words around it, and by what the code expects."""

import re
from collections.abc import Iterable, Mapping

from orchestrator.generate.offline.reading import Facts, Mention, Words, plain
from orchestrator.generate.offline.roles import ROLES, Role

_OWN, _BEFORE, _AFTER, _TAG = 4, 3, 1, 3
"""Weights: an id's own words tell most, words before it more than words after it."""

_DEMANDING = frozenset({"select", "form", "table", "canvas", "img"})


def roles_of(words: Words, taken: Iterable[str], kinds: Iterable[str] = ()) -> Mapping[str, str]:
    """Give each id the role that fits it best; ids in `taken`, and ids that fit none, are left out.

    `kinds` are those of the features that stand, and files of rows: an app that looks up GitHub users goes on
    to do so.
    """
    known = frozenset(taken)
    setting = "\n".join((words.everything, *kinds))
    open_roles = [role for role in ROLES if re.search(role.when, setting, re.IGNORECASE)]
    best = {name: _best(name, words, open_roles) for name in words.ids if name not in known}
    return {name: role for name, role in best.items() if role}


def _best(name: str, words: Words, roles: Iterable[Role]) -> str | None:
    places = [place for place in words.mentions if place.id == name]
    facts = words.facts.get(name, Facts(name))
    scored = [(_score(role, name, places, facts), -rank, role.name) for rank, role in enumerate(roles)]
    score, _, role = max(scored, default=(0, 0, ""))
    return role if score >= _BEFORE else None


def _score(role: Role, name: str, places: Iterable[Mention], facts: Facts) -> float:
    own = _OWN if re.search(rf"^(?:{role.own})", plain(name)) else 0
    told = own + max((_around(role, place) for place in places), default=0)
    return told + _tag_fits(role, facts.tag) if told else 0


def _around(role: Role, place: Mention) -> float:
    """Words right before the id belong to it, those further off perhaps to what was named earlier."""
    found = [match.end() for match in re.finditer(role.context, place.before, re.IGNORECASE)]
    before = _BEFORE + found[-1] / (len(place.before) + 1) if found else 0
    after = _AFTER if re.search(role.context, place.after, re.IGNORECASE) else 0
    return before + after


def _tag_fits(role: Role, tag: str | None) -> int:
    if tag is None:
        return 0
    if tag in role.tags:
        return _TAG
    return -2 * _TAG if role.tags or tag in _DEMANDING else 0
