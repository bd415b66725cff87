"""What a text refuses or takes away, which must not be demanded."""

import re
from functools import lru_cache

_VERBS = (
    r"(?:add|build|commit|contain|creat|display|fetch|host|includ|import|keep|load|make|provid|publish|"
    r"read|render|"
    r"sav|serv|set|show|stor|support|us|writ)\w*"
)
_BORDER = re.compile(
    r"[.;:!?](?=\s)|\n|\bbut\b|,\s{1,9}(?!or\b|nor\b)(?=(?-i:[a-z]+)\s)"
    rf"|(?:,|\band\b|\bthen\b)\s{{1,9}}(?:and\s{{1,9}}|then\s{{1,9}})?(?={_VERBS}\b)",
    re.IGNORECASE,
)
"""Where a clause ends; a comma before a name only goes on with a list."""
_REFUSAL = re.compile(
    r"\b(?:not|never|no|without|neither|nor|none|cannot|avoid\w*|instead of|in place of|rather than|other "
    r"than|"
    r"except|remov\w+|delet\w+|renam\w+|replac\w+|get rid of|drop(?:s|ping)?|\w{1,9}n['\u2019]t)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:not|never|without|avoid\w*|\w{1,9}n['\u2019]t|no)\s{1,9}(?:\w{1,20}\s{1,9}){0,2}"
    r"(?:chang|modif|edit|alter|touch|renam|overwrit|delet|remov|mov|replac|break|rewrit|reformat|empty)\w*",
    re.IGNORECASE,
)
"""Refuses to change a thing, and so wants it kept."""
_EXCHANGE = re.compile(r"\b(?:renam|replac)\w+\b[^;\n]{0,200}?\b(?:with|by|to)\b", re.IGNORECASE)
"""What stands after it is the new thing."""
_AFTER = re.compile(
    r"[`'\"*]{0,3}\s{1,9}(?:file\s{1,9})?(?:must|should|shall|may|will|can|is|are|does|do)"
    r"(?:\s{1,9}(?:not|never)\b|n['\u2019]t\b|\s{1,9}no longer\b|not\b)(?!\s{1,9}(?:be\s{1,9})?(?:"
    r"chang|modif|edit|alter|touch|renam|empty|delet|remov|mov|blank))"
    r"|[^.\n]{0,80}?(?:\bnot|\bnever|n['\u2019]t)\s(?:commit|push)\s(?:it|them)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:(?:remov|delet|renam|replac)(?:e|es|ing)|get rid of|instead of|no longer \w{1,30})\b",
    re.IGNORECASE,
)
LONGEST, AHEAD = 1000, 80
"""Characters before a name in which its clause is looked for, and after it for what follows a border."""

_NAME = re.compile(
    r"#[A-Za-z][\w-]*|\?[A-Za-z_]\w*|[A-Za-z][\w.-]*\.[A-Za-z]\w+|[A-Z][\w.]+|(?<=[`'\"])[\w.-]+(?=[`'\"])"
)


def refused(text: str, at: int) -> bool:
    """Whether what begins at `at` is named in a clause that says no to it: `do not use jQuery`."""
    clause = _EXCHANGE.sub("", _clause_before(text, at))
    return bool(_REFUSAL.search(clause)) and not _CHANGE.search(clause)


def refused_after(text: str, end: int) -> bool:
    """Whether what ends at `end` is refused by the words that follow: `result.json must not be committed`."""
    return bool(_AFTER.match(text, end))


@lru_cache(maxsize=4)
def taken_away(brief: str) -> frozenset[str]:
    """Names, in lower case, that a brief removes or replaces: ids, files, parameters, libraries.

    Only what stands between the verb and `with`, `by` or the end of the clause goes away.
    """
    gone = set()
    for verb in _GONE.finditer(brief):
        if _REFUSAL.search(_clause_before(brief, verb.start())):
            continue
        rest = brief[verb.end() : verb.end() + LONGEST]
        end = _BORDER.search(rest)
        lost = re.split(r"\b(?:with|by|to|from|in favou?r of)\b", rest[: end.start()] if end else rest)[0]
        gone |= {name.lower() for name in _NAME.findall(lost)}
    return frozenset(gone)


def _clause_before(text: str, at: int) -> str:
    near = max(0, at - LONGEST)
    borders = (border.end() for border in _BORDER.finditer(text, near, at + AHEAD))
    return text[max((end for end in borders if end <= at), default=near) : at]
