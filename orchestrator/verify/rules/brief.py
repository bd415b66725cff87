"""What a brief demands in so many words, besides the checks that came with it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from orchestrator.records import Kind
from orchestrator.verify.plan.check_types import Method, NotRun, PlannedCheck
from orchestrator.verify.rules import page
from orchestrator.verify.rules.clauses import LONGEST, refused, taken_away
from orchestrator.verify.rules.context import Asked
from orchestrator.verify.rules.counts import word_bounds
from orchestrator.verify.rules.files import FILE_NAME, kept, shaped, there, worded
from orchestrator.verify.rules.steps import workflow_demands

_URL = re.compile(r"https?://[^\s<>\"'`)\]]+")
_TITLE = re.compile(
    r"\btitle(?:d)?\b(?P<gap>[^.\n\"'`“=]{0,24})[\"'`“](?P<title>[^\"'`”\n]{1,120})[\"'`”]", re.IGNORECASE
)
_TITLE_OF_A_PART = re.compile(
    r"\b(?:article|axis|book|button|card|chart|column|dialog|form|graph|heading|item|list|map|modal|movie|note|"
    r"panel|plot|popup|post|section|song|story|table|task|widget)s?(?:['\u2019]s)?"
    r"(?:\s+(?:with|has|have|having|whose|an?|the|its))*\s*$",
    re.IGNORECASE,
)
_GAP_OF_A_PART = re.compile(
    r"\b(?:of|for)\b(?! the (?:page|site|document))|\b(?:like|such as|not|attribute)\b", re.IGNORECASE
)
_ID = re.compile(r"(?<![\w/&#.)])#(?P<id>[A-Za-z][\w-]*[A-Za-z0-9])\b(?!\()")
_NO_ID = re.compile(r"\b(?:hash ?tags?|channels?|tags?)\b", re.IGNORECASE)
_COLOUR = re.compile(r"(?:[0-9a-fA-F]{3,4}){1,2}")
_PARAMETER = re.compile(r"\?(?P<parameter>[A-Za-z_]\w*)=")
_KNOWN = "|".join(sorted(map(re.escape, page.LIBRARIES), key=len, reverse=True))
_ITEM = re.compile(
    rf"(?:the\s+)?(?P<library>{_KNOWN})(?:\.js)?(?![\w-])"
    r"(?:\s+(?:css|js))?(?:[\s@]+v?\d[\w.]*)?(?:\s+(?:library|framework))?"
    r"(?:\s+(?:from|via|on|through)\s+(?:the\s+)?(?P<cdn>jsdelivr|unpkg|cdnjs))?",
    re.IGNORECASE,
)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _ITEM.pattern)
_LIBRARIES = re.compile(
    rf"\b(?:loads?|loading|uses?|using|with|via|includes?|imports?)\s+"
    rf"(?P<list>{_UNNAMED}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*){_UNNAMED})*)",
    re.IGNORECASE,
)
_FETCHES = re.compile(rf"\bfetch(?:es|ing)?\s+(?:the\s+)?[`'\"]?(?P<file>{FILE_NAME})", re.IGNORECASE)
_FILE = re.compile(rf"(?<![\w/.@-])[`'\"*]*(?P<file>{FILE_NAME})")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+[`'\"*]*")
_DEMANDS = re.compile(
    r"\b(?:includ\w*|contain\w*|commit\w*|add|push\w*|publish\w*|serv\w*|provid\w*|creat\w*|writ\w*|host\w*|named|called"
    r"|with (?:these |the following |the )?files?|files?:)",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"\b(?:upload\w*|download\w*|export\w*|import\w*|drop\w*|the user|users|e\.g\.|such as|like)\b",
    re.IGNORECASE,
)
_OLD_TITLE = re.compile(r"document\.title|(?<![#.\w'\"-])title\b", re.IGNORECASE)
_KEY = re.compile(r"[\"“'](?P<key>[\w -]+)[\"”']\s*:")


def from_brief(asked: Asked) -> list[PlannedCheck]:
    """The demands of a brief that rules can judge, each as a check that says where it comes from."""
    demands = [*_attachments(asked), *_files(asked), *_page(asked.brief), *workflow_demands(asked.brief)]
    distinct = dict(reversed(demands))
    return [
        PlannedCheck(f"brief: {said}", Kind.RULE, asked.round, way)
        for said, way in reversed(distinct.items())
    ]


def superseded(old: PlannedCheck, brief: str) -> PlannedCheck:
    """A check of an earlier round; it counts no more where the new brief takes away what it asks for."""
    check = old.check.lower()
    named = [name for name in taken_away(brief) if name in check]
    gone = [name for name in named if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", check)]
    if gone:
        reason = f"the new brief takes {', '.join(sorted(gone))} away"
    elif _OLD_TITLE.search(old.check) and any(_titles(brief)):
        reason = "the new brief sets another title"
    else:
        return old
    return replace(old, kind=Kind.ADVISORY, method=NotRun(reason, counts=False))


def _attachments(asked: Asked) -> Iterator[tuple[str, Method]]:
    for name, content in asked.attachments.items():
        yield f"{name} is kept byte for byte", kept(name, content)


def _page(said: str) -> Iterator[tuple[str, Method]]:
    brief = _URL.sub("https://", said)
    for title in _titles(brief):
        yield f"the title is {title}", page.titled(title)
    for match in _wanted(_ID, brief):
        if not _COLOUR.fullmatch(match["id"]) and not _NO_ID.search(
            brief[max(0, match.start() - 40) : match.start()]
        ):
            yield f"#{match['id']} is there", page.element_sometime(match["id"])
    for match in _wanted(_PARAMETER, brief):
        yield f"?{match['parameter']}= is read", page.reads_parameter(match["parameter"])
    for named in _wanted(_LIBRARIES, brief):
        for match in _ITEM.finditer(named["list"]):
            if way := page.loaded(match["library"], match["cdn"]):
                yield f"{match['library']} is loaded", way
    for match in _wanted(_FETCHES, brief):
        yield f"{match['file']} is fetched", page.fetched(match["file"])


def _titles(brief: str) -> Iterator[str]:
    """The titles that a brief sets for the page, not for a part of it."""
    for match in _wanted(_TITLE, brief):
        before = brief[max(0, match.start() - LONGEST) : match.start()]
        if not (_TITLE_OF_A_PART.search(before) or _GAP_OF_A_PART.search(match["gap"])):
            yield match["title"]


def _wanted(pattern: re.Pattern[str], brief: str) -> Iterator[re.Match[str]]:
    """The matches that no clause refuses; a pattern's last named group is what it is about."""
    return (m for m in pattern.finditer(brief) if not refused(brief, m.start(m.lastgroup or 0)))


def _files(asked: Asked) -> Iterator[tuple[str, Method]]:
    demanded = False
    for line in re.split(r"\n|(?<=[.;!?])\s+(?=[A-Z])", asked.brief):
        bullet = _BULLET.match(line)
        demanded = bool(_DEMANDS.search(line)) or (demanded and bool(bullet))
        if not demanded or _NOT_OURS.search(line):
            continue
        for match in _wanted(_FILE, line):
            name = match["file"]
            if (
                name in asked.attachments
                or name.lower() in page.LIBRARIES
                or "://" in line[: match.start()][-12:]
            ):
                continue
            yield f"{name} is there", there(name)
            yield from _shape(name, line[match.end() :])


def _shape(name: str, rest: str) -> Iterator[tuple[str, Method]]:
    """What the brief says after a file's name: the keys of its JSON, or how many words it has."""
    rest = rest[: following.start()] if (following := _FILE.search(rest)) else rest
    if name.endswith(".json") and (keys := _top_keys(rest)):
        yield f"{name} has the keys {', '.join(keys)}", shaped(name, keys)
    if name.endswith((".md", ".txt")) and (bounds := word_bounds(rest)):
        yield f"{name} has so many words", worded(name, *bounds)


def _top_keys(text: str) -> list[str]:
    """The keys of the outermost object in `{"city": …, "place": {"lat": …}}`."""
    start, depth, keys = text.find("{"), 0, []
    for at in range(max(start, 0), len(text) if start >= 0 else 0):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 1 and (match := _KEY.match(text, at)) and text[at - 1] in "{, \t":
            keys.append(match["key"])
        if depth == 0:
            break
    return keys
