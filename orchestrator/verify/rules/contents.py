"""Rules about what a file holds: words, counts, the columns of CSV."""

import re

from orchestrator.verify.demands.file_names import FILE_NAME
from orchestrator.verify.demands.page_parts import quoted_parts
from orchestrator.verify.files.facts import UNLIMITED, code_has, contains_texts, count_between, csv_columns
from orchestrator.verify.plan.check_types import Method
from orchestrator.verify.rules.rule import FILE, NUMBER, PAGE, QUOTE, QUOTED, Context, Rule, number_in, quoted

_COUNT = (
    r"(?:(?P<bound>exactly|at least|a minimum of|min(?:imum)?(?: of)?|over|more than|no (?:fewer|less) "
    r"than|at most|a maximum of|max(?:imum)?(?: of)?|under|up to|fewer than|less than|no more than|"
    rf"between|about|around)[ :]{{1,3}})?(?P<low>{NUMBER})(?:\s?(?:-|\u2013|to|and)"
    r"\s?(?P<high>\d{1,7}))?"
)
_WORDS = re.compile(rf"(?<![\w.,-]){_COUNT}(?:[- ]|\s\w{{1,12}}\s)words?\b", re.IGNORECASE)
_UNITS = (
    r"(?P<unit>word|line|character|char|row|data row|record)s?(?: of (?:text|data))?(?: long| in length)?"
)

_TEXT = (
    rf"(?: (?:the|an?|any|exact|text|texts|words?|string|phrase|line|typo))*[ :]{{1,2}}"
    rf"(?P<texts>{QUOTED}(?:(?:,? and |,? or |, ?){QUOTED}){{0,9}})"
)
_COLUMN = rf"{QUOTE}?[A-Za-z_][\w.-]{{0,60}}{QUOTE}?"


def word_bounds(text: str) -> tuple[int, int] | None:
    """The fewest and the most words that a text asks for, as in `300-400 words`; None if it asks for none."""
    match = _WORDS.search(text)
    return _bounds(match) if match else None


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    low, bound = number_in(match["low"]), (match["bound"] or "").lower()
    if match["high"]:
        return low, int(match["high"])
    if bound in {"about", "around"}:
        return low * 3 // 4, low * 5 // 4
    if re.match(r"at least|a? ?min|over|more|no (?:fewer|less)", bound):
        return low, UNLIMITED
    return (1, low) if re.match(r"at most|a? ?max|under|up to|fewer|less|no more", bound) else (low, low)


def _count(match: re.Match[str], _context: Context) -> Method:
    unit = {"char": "character", "data row": "row", "record": "row"}.get(
        match["unit"].lower(), match["unit"].lower()
    )
    return count_between(match["file"] or "README.md", unit, *_bounds(match))


def _texts(wanted: bool, match: re.Match[str], _context: Context) -> Method | None:
    if match["file"].endswith(".json") and re.search(r"\bhas\b", match[0][: match.start("texts")]):
        return None  # keys, which are no words anywhere in the file
    texts = [words for _, words in quoted_parts(match["texts"])]
    if wanted and re.search(r"[\"`],? or [\"`]", match["texts"]):
        return None
    return contains_texts(match["file"], texts, wanted) if texts else None


def _columns(match: re.Match[str], _context: Context) -> Method | None:
    columns = [each for each in re.findall(r"[A-Za-z_][\w.-]*", match["columns"]) if each.lower() != "and"]
    return csv_columns(match["file"], columns) if match["file"].endswith((".csv", ".tsv")) else None


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
        rf"{FILE} (?:contains?|includes?|mentions?|has|says|reads|defines|uses){_TEXT}",
        lambda match, context: _texts(True, match, context),
        """execute.py contains the text "revenue"
        index.html mentions "Fed funds rate"
        app.js contains `fetch(`
        not: index.html contains "Sea" in the heading
        not: index.html contains the word "Sea" three times""",
        negative=True,
    ),
    Rule(
        rf"{FILE} (?:does not|no longer) (?:contains?|includes?|mentions?|has|have|uses?){_TEXT}",
        lambda match, context: _texts(False, match, context),
        """execute.py does not contain "revenew"
        execute.py does not contain the typo 'revenew'
        README.md must not include `TODO`
        not: README does not contain placeholder text""",
        negative=True,
    ),
    Rule(
        rf"{FILE} (?:has|have|contains?|includes?)(?: (?:the|an?|exactly|these))*(?: header with| "
        rf"header)?(?: the)? columns?(?: named)?:? (?P<columns>{_COLUMN}(?:(?:,? and |"
        rf", ?){_COLUMN}){{0,20}})",
        _columns,
        """data.csv has the columns product, region and sales
        not: data.csv has columns of equal length""",
    ),
    Rule(
        rf"(?:the )?(?:source )?(?:code|scripts?|javascript|{PAGE}) "
        rf"(?:uses?|includes?|contains?|calls?|has)(?: an?| the)? "
        rf"{QUOTE}?(?P<code>(?!{FILE_NAME})[A-Za-z_]\w*(?:(?:\.\w+)+(?:\(\))?|\(\))){QUOTE}?(?: calls?)?"
        rf"(?: (?:for|with) {quoted('word')})?",
        lambda match, _: code_has([match["code"].rstrip(")"), *filter(None, [match["word"]])]),
        """Code includes fetch() call
        Code uses Intl.NumberFormat
        The script calls localStorage.setItem for 'theme'
        not: Code uses fetch() to update the table
        not: index.html includes style.css
        not: Code uses modules""",
    ),
)
