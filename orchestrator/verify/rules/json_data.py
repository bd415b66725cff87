"""Rules about what a JSON file holds: its keys, their types, and what their values are compared with.

What a sentence says of a file is read by one of FORMS as a whole, so that nothing it asks for is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from orchestrator.verify.demands.file_names import FILE_NAME
from orchestrator.verify.files.facts import json_facts
from orchestrator.verify.files.shapes import (
    TYPE_WORDS,
    Comparison,
    KeyFact,
    between,
    example_facts,
    type_named,
)
from orchestrator.verify.plan.check_types import Method
from orchestrator.verify.rules.rule import FILE, NUMBER, QUOTE, Context, Part, Rule, compiled, number_in

_PATH = r"[A-Za-z_][\w-]{0,60}(?:\.[\w-]{1,60}){0,5}"
_REAL = r"-?\d{1,12}(?:\.\d{1,9})?"
_TYPE = rf"(?:{TYPE_WORDS})"
_RANGE = rf"{_REAL}(?:-| to ){_REAL}"
_SAYS = rf"(?:\s?\({_TYPE}(?:,? (?:from )?{_RANGE})?\)|\s?:\s?{_TYPE}\b)"
"""A type that stands with a key, as in `rate (float 0-1)` or `lat: float`."""
_ITEM = rf"{QUOTE}?{_PATH}{QUOTE}?{_SAYS}?"
_LIST = rf"{_ITEM}(?:(?:,? and |, ?){_ITEM}){{0,20}}"
_ITEMS = re.compile(rf"{QUOTE}?(?P<path>{_PATH}){QUOTE}?(?P<says>{_SAYS})?", re.IGNORECASE)
_FIELD = r"(?:keys?|fields?|propert(?:y|ies)|attributes?|values?|entry|entries)"
_HAS = (
    r"(?:is|has|have|contains?|includes?|with|holds|matches|follows|uses)(?: (?:valid|json|an?|the|data|file|"
    r"that|which|and|with|has|contains|all|exact|required|top-level|following|this|of|in|object(?= with)))*"
)
_OPERATORS = {
    ">=": r">=|≥|at least|(?:is |are )?greater than or equal to",
    "<=": r"<=|≤|at most|(?:is |are )?(?:less|lower|smaller) than or equal to",
    ">": r">|(?:greater|higher|larger|more) than|above",
    "<": r"<|(?:less|lower|smaller) than|below",
    "=": r"=|==|equals|equal to|matching|matches|set to|exactly|",
}
_OTHER = rf'"(?P<words>[^"]{{1,100}})"|(?P<number>{_REAL}|true|false)|(?P<path>[a-z_]\w*\.{_PATH})'
_VALUE = re.compile(
    rf"(?:(?:is|are|as|of type) ?)?(?:(?:both|all|an?|always) )*(?P<type>{_TYPE})?s?(?: value)?(?: (?=\S))?"
    rf"(?:(?:between|from|in the range) (?P<low>{_REAL})(?: and | to |-)(?P<high>{_REAL})|"
    rf"(?P<operator>{'|'.join(f'(?:{words})' for words in _OPERATORS.values())}) ?(?:{_OTHER}))?",
    re.IGNORECASE,
)


def _keys(text: str, kind: str = "any") -> list[KeyFact]:
    """The keys of a list such as `city (string), lat and long`, of one type if `kind` says so."""
    return [_key(each, kind) for each in _ITEMS.finditer(text) if each["path"].lower() != "and"]


def _key(item: re.Match[str], kind: str) -> KeyFact:
    said = re.sub(r"^\W+|\W+$", "", item["says"] or kind)
    bounds = re.search(rf"({_REAL})(?:-| to )({_REAL})$", said)
    words = re.match(_TYPE, said, re.IGNORECASE)
    return KeyFact(
        item["path"], type_named(words[0] if words else kind), between(*bounds.groups()) if bounds else ()
    )


def _listed(match: re.Match[str]) -> list[KeyFact]:
    """Keys without the word `keys`, each quoted or typed, or three of them: else they may be adjectives."""
    items = [each for each in _ITEMS.finditer(match["keys"]) if each["path"].lower() != "and"]
    marked = all(each["says"] or each[0][:1] in '"`' for each in items)
    counted = len(items) > 2 and match[0].endswith(("keys", "fields", "properties", "attributes"))
    return _keys(match["keys"]) if marked or counted else []


def _nested(match: re.Match[str]) -> list[KeyFact]:
    return [
        replace(inner, path=f"{outer.path}.{inner.path}")
        for outer in _keys(match["outer"])
        for inner in _keys(match["keys"])
    ]


def _value(match: re.Match[str]) -> list[KeyFact]:
    """Facts about the values of keys; none where the sentence says nothing that could be judged."""
    said = _VALUE.fullmatch(match["value"].strip(" ,"))
    if not said or not any((*said.groups(), match["kind"])):
        return []
    kind = type_named(said["type"] or match["kind"] or "any")
    facts = [fact for fact in _keys(match["keys"]) if fact.path.lower() not in {"data", "keys", "fields"}]
    return [replace(fact, type=kind, compared=_compared(said)) for fact in facts]


def _compared(said: re.Match[str]) -> tuple[Comparison, ...]:
    if said["low"]:
        return between(said["low"], said["high"])
    if said["operator"] is None:
        return ()
    sign = next(s for s, words in _OPERATORS.items() if re.fullmatch(words, said["operator"], re.IGNORECASE))
    if said["path"]:
        return (Comparison(sign, said["path"], "path"),)
    return (Comparison(sign, said["words"] or said["number"], "text" if said["words"] else "number"),)


FORMS = (
    Part(
        rf"{_HAS}(?: (?:keys?|fields?|shape|structure|schema|format|form|like|as|object))*:? ?"
        r"(?P<shape>[{\[].{1,380}[}\]])",
        lambda match: example_facts(match["shape"]),
    ),
    Part(rf"{_HAS} {_FIELD}(?: named| called)?:? (?P<keys>{_LIST})", lambda match: _keys(match["keys"])),
    Part(rf"{_HAS} (?P<keys>{_LIST})(?: {_FIELD})?", _listed),
    Part(
        rf"{_HAS} (?P<outer>{_LIST}) objects? (?:with|containing|that ha(?:s|ve))(?: {_FIELD})? "
        rf"(?P<keys>{_LIST})(?: {_FIELD})?",
        _nested,
    ),
    Part(
        rf"(?:{_HAS} )?(?:(?:the|an?) )?(?:(?P<kind>{_TYPE}) )?(?:{_FIELD} )?(?P<keys>{_LIST})"
        rf"(?: {_FIELD})?(?:,? (?:that|which))?(?P<value>|,? .+)",
        _value,
    ),
)
_ARRAY = (
    rf"is (?:an? )?(?:valid )?(?:json )?(?:array|list) of (?:at least (?P<least>{NUMBER}) )?"
    r"(?:objects|entries|items|records)"
)


def facts_said(said: str) -> Sequence[KeyFact]:
    """What words after a file's name say of its JSON; nothing where they say more than can be judged."""
    for pattern, read in FORMS:
        match = compiled(pattern).fullmatch(said)
        facts: Sequence[KeyFact] = read(match) if match else ()
        if facts:
            return facts
    return ()


def _judged(match: re.Match[str], _context: Context) -> Method | None:
    name = match["file"] or match["other"]
    if not name.lower().endswith((".json", ".geojson")):
        return None
    facts = facts_said(match["said"] or f"{match['of']} {match['then']}")
    return json_facts(name, facts) if facts else None


def _array(match: re.Match[str], _context: Context) -> Method:
    least = number_in(match["least"]) if match["least"] else 0
    return json_facts(match["file"], _keys(match["keys"]), least)


RULES = (
    Rule(
        rf"{FILE} {_ARRAY},? (?:each )?(?:with|having|that have)(?: the)? {_FIELD} (?P<keys>{_LIST})",
        _array,
        """items.json is an array of at least 3 objects with keys id and name
        not: items.json is an array sorted by name""",
    ),
    Rule(
        rf"{FILE}(?::|'s|,)? (?P<said>.{{3,400}})|(?:the )?(?:{_FIELD} )?(?P<of>{_LIST}) (?:in|of) "
        rf"{QUOTE}?(?P<other>{FILE_NAME}){QUOTE}? (?P<then>.{{3,200}})",
        _judged,
        """choice.json is valid JSON with the keys people, case_1 and case_2
        choice.json matches the structure {people: 2, case_1: {swerve: true|false, reason: "..."}}
        pick.json is valid JSON with the keys {"name", "lat"}
        cafe.json has keys city (string), lat (number), long (number), name and what_to_eat
        cafe.json has city, lat, long, name, what_to_eat fields
        forecast.json has rate (float 0-1) and reason (str)
        forecast.json has 'rate' and 'reason'
        volume.json has 'max' object with 'val' (number) and 'fy' (string) fields
        volume.json has 'entityName' field matching 'Ada & Co'
        volume.json max.fy and min.fy are both > '2020'
        volume.json max.val is greater than or equal to min.val
        forecast.json has a key `rate`
        forecast.json has a numeric rate field
        forecast.json has a key `reason` that is a non-empty string
        forecast.json has a `rate` field between 0 and 1
        dilemma.json contains people = 2
        cafe.json has lat between -90 and 90
        `rate` in forecast.json is a number between 0 and 1
        The rate in forecast.json is at least 0
        choice.json: case_1.swerve is a boolean
        cafe.json `city` equals "Pune"
        cafe.json lat and long are numbers
        `lat` and `long` in cafe.json are numbers
        not: forecast.json has data
        not: choice.json has valid and complete fields
        not: choice.json has swerve (bool) and reason (str) for both cases
        not: cafe.json has keys for every city
        not: data.json contains [1, 2]
        not: cafe.json city is shown
        not: cafe.json lat and long are right
        not: cafe.json data is consistent
        not: The rate in forecast.json is shown on the page""",
    ),
)
