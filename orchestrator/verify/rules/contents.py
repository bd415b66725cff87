"""Rules about what a file holds: words, counts, the keys of JSON, the columns of CSV."""

import re

from orchestrator.verify.demands.file_names import FILE_NAME
from orchestrator.verify.files.facts import (
    UNLIMITED,
    contains_texts,
    count_between,
    csv_columns,
    json_facts,
)
from orchestrator.verify.files.shapes import TYPE_WORDS, KeyFact, example_facts, type_named
from orchestrator.verify.plan.check_types import Method
from orchestrator.verify.rules.rule import FILE, QUOTE, Context, Rule, quotations

_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_NUMBER = rf"(?:\d{{1,7}}|{'|'.join(_DIGITS[1:])})"
_COUNT = (
    r"(?:(?P<bound>exactly|at least|a minimum of|min(?:imum)?(?: of)?|over|more than|no (?:fewer|less) "
    r"than|at most|a maximum of|max(?:imum)?(?: of)?|under|up to|fewer than|less than|no more than|"
    rf"between|about|around)[ :]{{1,3}})?(?P<low>{_NUMBER})(?:\s?(?:-|\u2013|to|and)"
    r"\s?(?P<high>\d{1,7}))?"
)
_WORDS = re.compile(rf"(?<![\w.,-]){_COUNT}(?:[- ]|\s\w{{1,12}}\s)words?\b", re.IGNORECASE)
_UNITS = (
    r"(?P<unit>word|line|character|char|row|data row|record)s?(?: of (?:text|data))?(?: long| in length)?"
)

_ONE_KEY = rf"{QUOTE}?(?P<key>[A-Za-z_][\w-]{{0,60}}(?:\.[\w-]{{1,60}}){{0,5}}){QUOTE}?"
_TYPE = rf"(?:{TYPE_WORDS})"
_TYPED_KEY = re.compile(
    rf"{_ONE_KEY}(?:\s?\((?P<type>{_TYPE})\)|\s?:\s?(?P<colon>{_TYPE})\b)?", re.IGNORECASE
)
_KEY_ITEM = rf"{QUOTE}?[A-Za-z_][\w.-]{{0,60}}{QUOTE}?(?:\s?\({_TYPE}\)|\s?:\s?(?:{_TYPE})\b)?"
_KEY_LIST = rf"(?P<keys>{_KEY_ITEM}(?:(?:,? and |, ?){_KEY_ITEM}){{0,20}})"
_FIELD = r"(?:key|field|property|value|attribute|entry)"
_REAL = r"-?\d{1,12}(?:\.\d{1,9})?"
_VALUE = (
    r"(?:is|are|as|=|equals|equal to|set to|of type|with)?(?: (?:an?|"
    rf"always))*(?: ?(?P<type>{_TYPE}))?(?: value)?(?: ?(?:between (?P<low>{_REAL}) and "
    rf"(?P<high>{_REAL})|(?:from|in the range) (?P<from>{_REAL})(?: to |-)(?P<to>{_REAL})|(?:at least|"
    rf">=|greater than or equal to) (?P<least>{_REAL})|(?:at most|<=) (?P<most>{_REAL})|"
    rf"(?:exactly )?(?:{QUOTE}(?P<text>[^\"'`“”]{{1,100}}){QUOTE}|(?P<number>{_REAL}|true|false))))?"
)


def word_bounds(text: str) -> tuple[int, int] | None:
    """The fewest and the most words that a text asks for, as in `300-400 words`; None if it asks for none."""
    match = _WORDS.search(text)
    return _bounds(match) if match else None


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    low, bound = _number(match["low"]), (match["bound"] or "").lower()
    if match["high"]:
        return low, int(match["high"])
    if bound in {"about", "around"}:
        return low * 3 // 4, low * 5 // 4
    if re.match(r"at least|a? ?min|over|more|no (?:fewer|less)", bound):
        return low, UNLIMITED
    return (1, low) if re.match(r"at most|a? ?max|under|up to|fewer|less|no more", bound) else (low, low)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _DIGITS.index(text.lower())


def _count(match: re.Match[str], _context: Context) -> Method:
    unit = {"char": "character", "data row": "row", "record": "row"}.get(
        match["unit"].lower(), match["unit"].lower()
    )
    return count_between(match["file"] or "README.md", unit, *_bounds(match))


def _texts(wanted: bool, match: re.Match[str], _context: Context) -> Method | None:
    texts = quotations(match["texts"])
    return contains_texts(match["file"], texts, wanted) if texts else None


def _shape(match: re.Match[str], _context: Context) -> Method | None:
    facts = example_facts(match["shape"])
    return json_facts(match["file"], facts) if facts else None


def _keys_in(text: str, kind: str = "any") -> list[KeyFact]:
    """The keys of a list such as `city (string), lat and long`, of one type if `kind` says so."""
    found = [each for each in _TYPED_KEY.finditer(text) if each["key"].lower() != "and"]
    return [KeyFact(each["key"], type_named(each["type"] or each["colon"] or kind)) for each in found]


def _keys(match: re.Match[str], _context: Context) -> Method | None:
    said = match.groupdict()
    name, least = said["file"] or said.get("other") or "", said.get("least")
    facts = _keys_in(match["keys"], (said.get("kind") or "any").removesuffix("s"))
    return json_facts(name, facts, _number(least) if least else 0) if _is_json(name) else None


def _columns(match: re.Match[str], _context: Context) -> Method | None:
    columns = [fact.path for fact in _keys_in(match["columns"])]
    return csv_columns(match["file"], columns) if match["file"].endswith((".csv", ".tsv")) else None


def _is_json(name: str) -> bool:
    return name.lower().endswith((".json", ".geojson"))


def _value(match: re.Match[str], _context: Context) -> Method | None:
    """A fact about one key; None where the sentence says nothing of its value that could be judged."""
    if not _is_json(match["file"]):
        return None
    low, high = match["low"] or match["from"] or match["least"], match["high"] or match["to"] or match["most"]
    numeric = match.groupdict().get("numeric")
    fact = KeyFact(
        match["key"],
        type_named(match["type"] or numeric or ""),
        float(low) if low else None,
        float(high) if high else None,
        match["text"] or match["number"],
    )
    return json_facts(match["file"], [fact])


RULES = (
    Rule(
        rf"(?:{FILE}|(?:the )?readme) (?:file )?(?:has|have|contains?|is|with)(?: a length "
        rf"of)? {_COUNT}[- ]{_UNITS}",
        _count,
        """story.txt has 300-400 words
        story.txt has between 300 and 400 words
        about.md must contain exactly three words
        notes.txt is at most 50 words long
        README has at least 200 words
        me.md has at least 5 lines
        data.csv has 5 rows
        not: story.txt has 300 words about the sea
        not: The page has 300 words""",
    ),
    Rule(
        rf"{FILE} (?:contains?|includes?|mentions?|has|says|reads|defines|uses)(?: (?:the|an?|exact|"
        r"text|texts|words?|string|phrase|"
        r"line))*[ :]{1,2}(?P<texts>[\"`“][^\"`“”]{1,200}[\"`”](?:(?:,? and |, ?)"
        r"[\"`“][^\"`“”]{1,200}[\"`”]){0,9})",
        lambda match, context: _texts(True, match, context),
        """execute.py contains the text "revenue"
        index.html mentions "Fed funds rate"
        app.js contains `fetch(`
        not: index.html contains "Sea" in the heading
        not: index.html contains the word "Sea" three times""",
        negative=True,
    ),
    Rule(
        rf"{FILE} (?:does not|no longer) (?:contains?|includes?|mentions?|has|have|uses?)(?: (?:the|an?|"
        r"any|text|texts|words?|string|phrase|"
        r"line))*[ :]{1,2}(?P<texts>[\"`“][^\"`“”]{1,200}[\"`”](?:(?:,? and |,? or |, ?)"
        r"[\"`“][^\"`“”]{1,200}[\"`”]){0,9})",
        lambda match, context: _texts(False, match, context),
        """execute.py does not contain "revenew"
        README.md must not include `TODO`
        not: README does not contain placeholder text""",
        negative=True,
    ),
    Rule(
        rf"{FILE} (?:has|is|contains?|matches|follows|uses)(?: (?:valid|json|with|of|a|an|the|exact|"
        r"this|following|object|data|in))*(?: (?:shape|structure|schema|format|form|keys|fields|like|"
        r"as))*:? ?(?P<shape>[{\[].{1,380}[}\]])",
        _shape,
        """choice.json matches the structure {people: 2, case_1: {swerve: true|false, reason: "..."}}
        pick.json is valid JSON with the keys {"name", "lat"}
        not: data.json contains [1, 2]""",
        negative=True,
    ),
    Rule(
        rf"{FILE} (?:is|has|contains?|includes?|with)(?: (?:valid|json|an?|object|data|file|that|which|"
        r"and|with|has|contains|the|all|required|top-level|following))* (?:keys?|fields|properties|"
        rf"attributes)(?: named| called)?:? {_KEY_LIST}",
        _keys,
        """choice.json is valid JSON with the keys people, case_1 and case_2
        cafe.json has keys city (string), lat (number), long (number), name and what_to_eat
        forecast.json has a key `rate`
        not: cafe.json has keys for every city""",
    ),
    Rule(
        rf"{FILE} (?:is|contains?|has|holds)(?: valid json:?| json)?(?: an?| with an?)? (?:array|list)"
        rf"(?: of| with)?(?: at least (?P<least>{_NUMBER}))? (?:objects|entries|items|records|elements)"
        rf"(?:,? (?:each )?(?:with|having|that have)(?: the)? (?:keys?|fields|properties) {_KEY_LIST})",
        _keys,
        """items.json is an array of at least 3 objects with keys id and name
        not: items.json is an array sorted by name""",
    ),
    Rule(
        rf"{FILE} (?:has|have|contains?|includes?)(?: (?:the|an?))?(?: "
        rf"(?P<numeric>{_TYPE}))?(?: {_FIELD})? {_ONE_KEY}(?: {_FIELD})?(?:,? (?:that|"
        rf"which))?(?: {_VALUE})?",
        lambda match, context: (
            _value(match, context)
            if _says_value(match) or re.search(rf"\b{_FIELD}\b", match[0], re.IGNORECASE)
            else None
        ),
        """forecast.json has a numeric rate field
        forecast.json has a key `reason` that is a non-empty string
        forecast.json has a `rate` field between 0 and 1
        dilemma.json contains people = 2
        cafe.json has lat between -90 and 90
        not: forecast.json has data""",
    ),
    Rule(
        rf"(?:the )?(?:{_FIELD} )?{_ONE_KEY}(?: {_FIELD})? (?:in|of) {FILE} {_VALUE}|(?P<never>(?!))",
        _value,
        """`rate` in forecast.json is a number between 0 and 1
        The rate in forecast.json is at least 0
        not: The rate in forecast.json is shown on the page""",
    ),
    Rule(
        rf"{FILE}(?::|'s|,)? {_ONE_KEY}(?: {_FIELD})? {_VALUE}",
        lambda match, context: _value(match, context) if _says_value(match) else None,
        """choice.json: case_1.swerve is a boolean
        cafe.json `city` equals "Pune"
        not: cafe.json city is shown""",
    ),
    Rule(
        rf"(?:{FILE}(?::|'s|,)? )?{_KEY_LIST}(?: in (?P<other>{FILE_NAME}))? are (?:all |"
        rf"both )?(?P<kind>{TYPE_WORDS.replace('|', 's?|')}s?)",
        _keys,
        """cafe.json lat and long are numbers
        `lat` and `long` in cafe.json are numbers
        not: cafe.json lat and long are right""",
    ),
    Rule(
        rf"{FILE} (?:has|have|contains?|includes?)(?: (?:the|an?|exactly|these))*(?: header with| "
        rf"header)?(?: the)? columns?(?: named)?:? (?P<columns>{_KEY_ITEM}(?:(?:,? and |"
        rf", ?){_KEY_ITEM}){{0,20}})",
        _columns,
        """data.csv has the columns product, region and sales
        not: data.csv has columns of equal length""",
    ),
)


def _says_value(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("type", "low", "from", "least", "most", "text", "number"))
