"""What a brief refuses or takes away, which must not be demanded."""

import re
from functools import lru_cache

_VERBS = (
    r"(?:add|build|commit|contain|creat|display|fetch|host|includ|import|keep|load|make|provid|publish|read|render|"
    r"serv|set|show|stor|support|us|writ)\w*"
)
_BORDER = re.compile(
    r"[.;:!?](?=\s)|\n|\bbut\b|,\s+(?!or\b|nor\b)(?=(?-i:[a-z]+)\s)"
    rf"|(?:,|\band\b|\bthen\b)\s+(?:and\s+|then\s+)?(?={_VERBS}\b)",
    re.IGNORECASE,
)
"""Where a clause ends; a comma before a name only goes on with a list."""
_REFUSAL = re.compile(
    r"\b(?:not|never|no|without|neither|nor|none|cannot|avoid\w*|instead of|rather than|other than|except|"
    r"remov\w+|delet\w+|renam\w+|replac\w+|get rid of|drop(?:s|ping)?|\w+n['\u2019]t)\b",
    re.IGNORECASE,
)
_EXCHANGE = re.compile(r"\b(?:renam|replac)\w+\b.*?\b(?:with|by|to)\b", re.IGNORECASE | re.DOTALL)
"""What stands after it is the new thing."""
_GONE = re.compile(
    r"\b(?:(?:remov|delet|renam|replac)(?:e|es|ing)|get rid of|instead of|no longer \w+)\b",
    re.IGNORECASE,
)
LONGEST, AHEAD = 1000, 80
"""Characters before a name in which its clause is looked for, and after it for what follows a border."""

_NAME = re.compile(
    r"#[A-Za-z][\w-]*|\?[A-Za-z_]\w*|[A-Za-z][\w.-]*\.[A-Za-z]\w+|[A-Z][\w.]+|(?<=[`'\"])[\w.-]+(?=[`'\"])"
)


def refused(text: str, at: int) -> bool:
    """Whether what stands at `at` is named in a clause that says no to it: `do not use jQuery`."""
    near = max(0, at - LONGEST)
    borders = (border.end() for border in _BORDER.finditer(text, near, at + AHEAD))
    begin = max((end for end in borders if end <= at), default=near)
    return bool(_REFUSAL.search(_EXCHANGE.sub("", text[begin:at])))


@lru_cache(maxsize=4)
def taken_away(brief: str) -> frozenset[str]:
    """Names, in lower case, that a brief removes or replaces: ids, files, parameters, libraries.

    Only what stands between the verb and `with`, `by` or the end of the clause goes away.
    """
    gone = set()
    for verb in _GONE.finditer(brief):
        if refused(brief, verb.start()):
            continue
        rest = brief[verb.end() : verb.end() + LONGEST]
        end = _BORDER.search(rest)
        lost = re.split(r"\b(?:with|by|to|from|in favou?r of)\b", rest[: end.start()] if end else rest)[0]
        gone |= {name.lower() for name in _NAME.findall(lost)}
    return frozenset(gone)
