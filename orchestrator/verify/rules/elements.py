"""Rules about one element of the page: that it is there, and what it has."""

import json
import re
from collections.abc import Mapping

from orchestrator.verify.demands.file_names import wanted_files
from orchestrator.verify.demands.page_parts import TAG
from orchestrator.verify.plan.check_types import Method, PageScript
from orchestrator.verify.rules.rule import (
    FILE,
    HAS,
    ID,
    NUMBER,
    PAGE,
    QUOTE,
    TAIL,
    Context,
    Part,
    Rule,
    compiled,
    finding,
    number_in,
    quoted,
)

KINDS = {
    "element": "*",
    "button": "button, [role=button], input[type=button], input[type=submit]",
    "heading": "h1, h2, h3, h4, h5, h6",
    "image": "img, svg, canvas, [role=img]",
    "input field": "input, select, textarea",
    "dropdown": "select",
    "link": "a",
    "list": "ul, ol",
    "row": "tr:has(td)",
    "paragraph": "p",
}
"""What a sentence calls an element → its selector; a tag's name stands for itself."""
_KIND = rf"<?(?P<kind>{'|'.join(KINDS)}|title|{TAG})>?"
_THERE = rf"(?:there (?:is|exists) |(?:{PAGE} {HAS}|has|contains?) )"
_NAMED = (
    rf"(?:(?:^|(?<=\w)| )\(?{QUOTE}?#(?P<hash>{ID}){QUOTE}?\)?|"
    rf" with (?:(?:the|an?) )?id ?[= ]? ?{QUOTE}?#?(?P<id>{ID}){QUOTE}?| id={QUOTE}(?P<html>{ID}){QUOTE}>)?"
)
_IDS = rf"(?P<ids>{QUOTE}?#{ID}{QUOTE}?(?:(?:,? and |, ?){QUOTE}?#{ID}{QUOTE}?){{0,20}})"


def _ids(match: re.Match[str], _context: Context) -> Method:
    """Elements with all these ids are in the page."""
    selectors = [f"#{name}" for name in re.findall(rf"#({ID})", match["ids"])]
    code = " && ".join(f"document.querySelector({json.dumps(selector)})" for selector in selectors)
    return PageScript(code, f"elements {', '.join(selectors)}")


def _element(match: re.Match[str], context: Context) -> Method | None:
    """An element is in the page, and what the sentence says of it holds; None if it says more than FACTS."""
    name = match["hash"] or match["id"] or match["html"] or ""
    kind = (match["kind"] or "element").lower()
    said = match["said"] or ""
    if (kind == "element" and not name) or not (name or match["there"] or match["of"]):
        return None
    selector = (f":is({KINDS.get(kind, kind)})" if kind != "element" else "") + (f"#{name}" if name else "")
    found = ((read, fact) for pattern, read in FACTS if (fact := compiled(pattern).fullmatch(said)))
    asked = next((asked for read, fact in found if (asked := read(fact, context)) is not None), None)
    if (said and asked is None) or (match["of"] and not said):
        return None
    return finding("element", {"selector": selector, **(asked or {})}, f"{selector} {said or 'in the page'}")


def _from_data(fact: re.Match[str], context: Context) -> Mapping[str, object] | None:
    """It shows a value of a JSON file: of the one that is named, else of the only one of the brief."""
    files = [name for name in wanted_files(context.brief) if name.endswith(".json")]
    file = fact["file"] or (files[0] if len(files) == 1 else "")
    return {"file": file, "path": fact["path"] or fact["key"]} if file.endswith(".json") else None


def _inside(fact: re.Match[str], _context: Context) -> Mapping[str, object]:
    least = number_in(fact["least"]) if fact["least"] else 1
    most = least if fact["least"] and not fact["open"] else 10**9
    kind = fact["inner"].lower()
    return {"inner": KINDS.get(kind, kind), "least": least, "most": most}


FACTS = (
    Part(rf"is an? <?(?P<tag>{TAG})>?(?: element| tag)?", lambda fact, _: {"tag": fact["tag"].lower()}),
    Part(
        rf"(?:has|with)(?: an?| the)? {QUOTE}?(?P<attribute>(?:data|aria)-[\w-]{{1,40}}|[a-z][\w-]{{1,40}}"
        rf"(?={QUOTE}? attribute|=)){QUOTE}?(?: attribute)?"
        rf"(?: ?(?:=|set to|equal to|of) ?{quoted('value')})?",
        lambda fact, _: {key: text for key, text in fact.groupdict().items() if text is not None},
    ),
    Part(
        rf"(?:has|with|contains?|shows?)(?: (?P<open>at least|a minimum of|an?))?(?: (?P<least>{NUMBER}))?"
        rf"(?: html)? (?P<inner>{'|'.join(KINDS)}|{TAG})s?",
        _inside,
    ),
    Part(
        r"(?:has|contains?|shows?)(?: some)?(?: non-empty)? text(?: content)?|is not empty",
        lambda *_: {"filled": True},
    ),
    Part(
        rf"(?:contains?|display(?:s|ing)|shows?|says|reads|has|with)(?: the)?(?: text| words?)? "
        rf"{quoted('words')}",
        lambda fact, _: {"words": fact["words"]},
    ),
    Part(
        rf"(?:contains?|includes?|display(?:s|ing)|shows?)(?: the)?(?: value of)? "
        rf"(?:(?P<key>[a-z_]\w*(?:\.\w+)*) (?:from|of|in) {FILE}|(?P<path>[a-z_]\w*(?:\.\w+)+))",
        _from_data,
    ),
    Part(r"(?:(?:exists|is (?:there|present)) and )?is visible", lambda *_: {"visible": True}),
)
"""What a sentence may say of one element → the argument of `js/rules/element.js`."""

RULES = (
    Rule(
        rf"(?:{_THERE})?(?:elements? )?(?:with (?:the )?ids? )?{_IDS}(?: elements?)?"
        rf"(?: (?:all |both )?(?:{HAS}|are there))?{TAIL}",
        _ids,
        """#max-value and #min-value exist
        Elements #low, #mid and #high are present in the page
        not: #total and #low are correct""",
    ),
    Rule(
        rf"(?P<there>{_THERE})?(?P<of>index\.html |(?:the )?page )?(?:an? |the |at least one )?"
        rf"(?:{_KIND}(?: element| tag)?)?{_NAMED}"
        rf"(?: element)?(?:(?: {HAS})?{TAIL}|,?(?: and| which| that)? (?P<said>.+))",
        _element,
        """Element #total is present in the page
        A select #currency-picker exists
        Page has an h1 with id 'entity-name'
        h1#entity-name is present
        Has paragraph with id="intro"
        The page contains an element with id="total-sales"
        A button with id 'go' exists
        The page has a <canvas> element
        There is a form
        The page has a table
        #go exists and is visible
        #low is visible
        Element #region is a SELECT
        Element #status has aria-live='polite'
        Element #total has data-region attribute
        Element #tabs has at least 2 buttons
        Table #sales has at least one row
        Page contains table with id='log' with at least 3 rows
        Element #output contains HTML headings
        Element #source has non-empty text content
        h1#greeting displays "Hello World"
        Page has h1 with 'Hello World'
        index.html <title> contains the entityName from data.json
        index.html <h1 id='name'> contains the entityName from data.json
        #max displays max.val from data.json
        not: A button inside #list exists
        not: After clicking Load, #result is present
        not: #total is correct
        not: A button with id go exists and is disabled
        not: Form with id='lookup' exists and has a text input for the user
        not: #total is visible after a click on Load
        not: Element #age displays a number
        not: Shows a heading
        not: #max displays max.val
        not: #max displays the name from notes.txt
        not: The page title
        not: The page has a table of harbours
        not: The page has an element""",
        negative=True,
    ),
)
