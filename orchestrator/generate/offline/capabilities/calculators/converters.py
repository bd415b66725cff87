"""Converters: a field for each unit that an id names, or one amount and two selects of what it is in."""

import re
from collections.abc import Iterable
from typing import Any

from orchestrator.generate.offline.capabilities.calculators.units import UNITS, Unit
from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, standing
from orchestrator.generate.offline.parts import assigned, free_ids, still_open
from orchestrator.generate.offline.reading import plain
from orchestrator.generate.offline.subject import is_beside_rows, is_wanted

_CONVERTER = r"\bconver(?:ter|sion|ts?|ting)\b"
_OF = {"time": r"\btime units\b|\bunits of time\b", "data": r"\bdata (?:size|storage|units?)\b"}
"""How words speak of a dimension whose name alone means many things."""
_OF_UNITS = r"(?<!time )(?<!currency )\bunits?\b|" + "|".join(
    sorted({_OF.get(unit.dimension, unit.dimension) for unit in UNITS})
)
_OF_MONEY = r"\bcurrenc(?:y|ies)\b|\bexchange rates?\b"
_AMONG = {"from_id": r"from|source|unit ?1|input unit", "to_id": r"\bto\b|target|unit ?2|output unit"}
_AROUND = {
    "id": r"amount|value|input|number|quantity",
    "result_id": r"result|output|converted|answer|total",
    "button_id": r"convert(?!ed|er)|btn|button|submit",
    "swap_id": r"swap|switch|exchange|reverse|flip",
    "rate_id": r"\brate$",
}
_SWAPPED = r"\bswap|\bexchanges? the|\breverse"
_BOTH_WAYS = r"\bvice[- ]versa\b|\bboth (?:ways|directions)\b|\beither\b|\bthe other\b"
_LEAST = 2
"""Units that a converter needs."""


def find_units(ask: Ask, known: Known) -> Iterable[Feature]:
    """Fields that are one quantity in several units: what is typed into one shows in all others."""
    before = standing(known, "units")
    if not before and (not ask.words.says(_CONVERTER) or is_beside_rows(ask.words, ask.tables, _CONVERTER)):
        return
    fields = list(before.params["elements"]) if before else []
    named = {name: unit for name in free_ids(ask, known) if (unit := _unit_of(name))}
    measured = [element["dimension"] for element in fields] or [unit.dimension for unit in named.values()]
    fresh = {name: unit for name, unit in named.items() if unit.dimension in measured[:1]}
    fields += [
        _field(ask, name, unit, first=not fields and at == 0) for at, (name, unit) in enumerate(fresh.items())
    ]
    if len(fields) < _LEAST:
        return
    held = before.params if before else {}
    helpers = still_open({"button_id": _AROUND["button_id"]}, held)
    found = assigned(ask, [name for name in free_ids(ask, known) if name not in named], helpers)
    yield Feature("units", {
        "id": "units-form", "button_id": found.get("button_id", held.get("button_id", "")),
        "elements": fields, "heading": f"{measured[0].capitalize()} converter",
    })  # fmt: skip


def find_exchange(ask: Ask, known: Known) -> Iterable[Feature]:
    """An amount, what it is in and what it is to be in: units, or currencies by a file of rates."""
    before = standing(known, "exchange")
    money = ask.words.says(_OF_MONEY) and bool(ask.rates)
    wanted = is_wanted(ask.words, _CONVERTER) and (money or ask.words.says(_OF_UNITS))
    beside = not before and is_beside_rows(ask.words, ask.tables, _CONVERTER)
    if standing(known, "units") or beside or not (before or wanted):
        return
    held: dict[str, Any] = dict(before.params) if before else {}
    slots = still_open({**_AMONG, **_AROUND}, held)
    named = assigned(ask, free_ids(ask, known), slots, ("result_id",))
    if not before and not _AMONG.keys() <= named.keys():
        return
    rates = held.get("rates") or (ask.rates[0] if money else "")
    own = {"id": "amount", "result_id": "converted", "swap_id": "swap" if ask.words.says(_SWAPPED) else ""}
    yield Feature("exchange", {
        **dict.fromkeys(_AROUND, ""), **own, **held, **named, "rates": rates,
        "units": [] if rates else _units(ask, held.get("units", ())),
        "heading": "Currency converter" if rates else "Unit converter",
    })  # fmt: skip


def _unit_of(name: str) -> Unit | None:
    words = re.sub(r"^(?:in|to) | (?:input|output|value|field|result)$", "", plain(name))
    return next((unit for unit in UNITS if re.fullmatch(unit.said, words)), None)


def _field(ask: Ask, name: str, unit: Unit, *, first: bool) -> dict[str, str]:
    """A unit's field; where one direction is asked for, all but the first are shown, not typed."""
    facts = ask.words.facts.get(name)
    typed = first or ask.words.says(_BOTH_WAYS) or (facts is not None and facts.tag == "input")
    return {
        "id": name,
        "unit": unit.name,
        "dimension": unit.dimension,
        "label": unit.label,
        "kind": "field" if typed else "result",
    }


def _units(ask: Ask, before: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The units that are named, in the spelling of the words; with fewer than two all of their dimension."""
    named = {unit.name: _choice(unit, said) for unit in UNITS if (said := _spelling(ask, unit))}
    known = {choice["unit"]: choice for choice in before}
    dimensions = {
        unit.dimension
        for unit in UNITS
        if unit.name in named or ask.words.says(_OF.get(unit.dimension, unit.dimension))
    }
    full = {
        unit.name: _choice(unit, unit.name)
        for unit in UNITS
        if unit.dimension in dimensions or not dimensions
    }
    few = len(named) < _LEAST and not known
    return list(({**known, **full} if few else {**known, **named}).values())


def _spelling(ask: Ask, unit: Unit) -> str | None:
    """How code, else prose, spells a unit: the code's spelling is the value that it will choose."""
    in_code = re.search(rf"[\"'`]({unit.said})[\"'`]", "\n".join(ask.words.code), re.IGNORECASE)
    in_prose = re.search(rf"(?<![\w#-])({unit.said})\b", ask.words.prose, re.IGNORECASE)
    found = in_code or in_prose
    return found[1] if found else None


def _choice(unit: Unit, said: str) -> dict[str, str]:
    return {"unit": unit.name, "dimension": unit.dimension, "value": said, "label": unit.label}


CONVERTERS = (
    Capability("units", find_units, rf"{_CONVERTER}", "units", "converts between units", kernel=("units",)),
    Capability(
        "exchange",
        find_exchange,
        rf"{_CONVERTER}|{_SWAPPED}|\bunits?\b",
        "exchange",
        "converts amounts",
        kernel=("rates", "units"),
    ),
)
