"""What a brief demands in so many words, besides the checks that came with it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from orchestrator.records import Kind
from orchestrator.verify.rules import page
from orchestrator.verify.rules.asked import Asked
from orchestrator.verify.rules.files import FILE_NAME, kept, shaped, there, worded
from orchestrator.verify.rules.steps import workflow_demands
from orchestrator.verify.ways import Planned, Unjudged, Way

_TITLE = re.compile(
    r"\btitle(?:d)?\b[^.\n\"'`“]{0,24}[\"'`“](?P<title>[^\"'`”\n]{1,120})[\"'`”]", re.IGNORECASE
)
_ID = re.compile(r"(?<![\w/&#.)])#(?P<id>[A-Za-z][\w-]*[A-Za-z0-9])\b(?!\()")
_COLOUR = re.compile(r"(?:[0-9a-fA-F]{3,4}){1,2}")
_PARAMETER = re.compile(r"\?(?P<parameter>[A-Za-z_]\w*)=")
_LIBRARY = re.compile(
    r"\b(?:loads?|loading|uses?|using|with|via|includes?|imports?)\s+(?:the\s+)?(?P<library>[A-Za-z][\w.]*)"
    r"(?:\s+v?\d[\w.]*)?(?:\s+(?:library|framework))?(?:\s+(?:from|via|on|through)\s+(?:the\s+)?(?P<cdn>jsdelivr|unpkg|cdnjs))?",
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
_WORDS = re.compile(
    r"(?:(?P<exactly>exactly\s+)?(?P<least>\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s*(?:-|\u2013|to|and)\s*(?P<most>\d+))?)[- ]words?\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?P<bound>at least|min(?:imum)?(?: of)?|over|more than|at most|max(?:imum)?(?: of)?|under|up to|"
    r"no more than)\s*$",
    re.IGNORECASE,
)
_NUMBERS = {
    name: n
    for n, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
_KEY = re.compile(r"[\"“'](?P<key>[\w -]+)[\"”']\s*:")


def from_brief(asked: Asked) -> list[Planned]:
    """The demands of a brief that rules can judge, each as a check that says where it comes from."""
    demands = [*_attachments(asked), *_files(asked), *_page(asked.brief), *workflow_demands(asked.brief)]
    distinct = dict(reversed(demands))
    return [
        Planned(f"brief: {said}", Kind.RULE, asked.round, way) for said, way in reversed(distinct.items())
    ]


def superseded(old: Planned, brief: str) -> Planned:
    """A demand of an earlier round; it counts no more where the new brief sets another title."""
    if _TITLE.search(brief) and re.search(r"\btitle\b", old.check):
        return replace(
            old, kind=Kind.ADVISORY, way=Unjudged("the new brief sets another title", counts=False)
        )
    return old


def _attachments(asked: Asked) -> Iterator[tuple[str, Way]]:
    for name, content in asked.attachments.items():
        yield f"{name} is kept byte for byte", kept(name, content)


def _page(brief: str) -> Iterator[tuple[str, Way]]:
    for match in _TITLE.finditer(brief):
        yield f"the title is {match['title']}", page.titled(match["title"])
    for match in _ID.finditer(brief):
        if not _COLOUR.fullmatch(match["id"]):
            yield f"#{match['id']} is there", page.element_sometime(match["id"])
    for match in _PARAMETER.finditer(brief):
        yield f"?{match['parameter']}= is read", page.reads_parameter(match["parameter"])
    for match in _LIBRARY.finditer(brief):
        if way := page.loaded(match["library"].rstrip("."), match["cdn"]):
            yield f"{match['library'].rstrip('.')} is loaded", way
    for match in _FETCHES.finditer(brief):
        yield f"{match['file']} is fetched", page.fetched(match["file"])


def _files(asked: Asked) -> Iterator[tuple[str, Way]]:
    demanded = False
    for line in re.split(r"\n|(?<=[.;!?])\s+(?=[A-Z])", asked.brief):
        bullet = _BULLET.match(line)
        demanded = bool(_DEMANDS.search(line)) or (demanded and bool(bullet))
        if not demanded or _NOT_OURS.search(line):
            continue
        for match in _FILE.finditer(line):
            name = match["file"]
            if (
                name in asked.attachments
                or name.lower() in page.LIBRARIES
                or "://" in line[: match.start()][-12:]
            ):
                continue
            yield f"{name} is there", there(name)
            yield from _shape(name, line[match.end() :])


def _shape(name: str, rest: str) -> Iterator[tuple[str, Way]]:
    """What the brief says after a file's name: the keys of its JSON, or how many words it has."""
    rest = rest[: following.start()] if (following := _FILE.search(rest)) else rest
    if name.endswith(".json") and (keys := _top_keys(rest)):
        yield f"{name} has the keys {', '.join(keys)}", shaped(name, keys)
    if name.endswith((".md", ".txt")) and (match := _WORDS.search(rest)):
        least, most = _bounds(match, rest)
        yield f"{name} has so many words", worded(name, least, most)


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


def _bounds(match: re.Match[str], text: str) -> tuple[int, int]:
    least = _number(match["least"])
    if match["most"]:
        return least, int(match["most"])
    bound = _BOUND.search(text[: match.start()])
    if not bound:
        return least, least
    return (
        (1, least)
        if bound["bound"].lower()[:2] in {"at", "ma", "un", "up", "no"}
        and "least" not in bound["bound"].lower()
        else (least, 10**9)
    )


def _number(text: str) -> int:
    return _NUMBERS.get(text.lower()) or int(text)
