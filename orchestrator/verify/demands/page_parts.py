"""The parts of a page that a text names: titles, ids, parameters, libraries, files that are fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.verify.demands.clauses import refused
from orchestrator.verify.demands.file_names import FILE_NAME, LIBRARIES, without_urls

_QUOTED = re.compile(
    r"```.{0,4000}?```|`(?P<code>[^`\n]{1,200})`|\"(?P<double>[^\"\n]{1,200})\"|“(?P<curly>[^”\n]{1,200})”"
    r"|(?<!\w)'(?P<single>[^\n]{1,200}?)'(?!\w)",
    re.DOTALL,
)
_TITLE_BEFORE = re.compile(
    r"\btitled?\b(?P<gap>(?:[\s:>`*]|(?:element|tag|text|of the (?:page|site|document|app|tab)|must|"
    r"should|shall|has to|"
    r"be|is|to|set|as|reads?|equals?|says?|exactly|contains?|includes?|an?|the|words?|name)\b){0,12})$",
    re.IGNORECASE,
)
_TITLE_OF_A_PART = re.compile(
    r"\b(?:article|axis|book|button|card|chart|column|dialog|form|graph|heading|item|list|map|modal|movie|"
    r"note|"
    r"panel|plot|popup|post|section|song|story|table|task|widget)s?(?:['\u2019]s)?"
    r"(?:\s{1,9}(?:with|has|have|having|whose|an?|the|its)){0,4}\s{0,9}$",
    re.IGNORECASE,
)
_TITLE_ELEMENT = re.compile(r"<title>([^<\n]{1,200})</title>", re.IGNORECASE)
TAG = (
    r"(?:a|article|aside|audio|button|canvas|code|dialog|div|dl|fieldset|figure|footer|form|h[1-6]|header|"
    r"iframe|img|input|"
    r"label|li|main|nav|ol|output|p|pre|progress|section|select|span|svg|table|tbody|td|textarea|tfoot|th|"
    r"thead|tr|ul|video)"
)
_NAME = r"[A-Za-z](?:[\w-]{0,80}[A-Za-z0-9])?"
_ID = re.compile(
    rf"(?<![\w/&#.)-])(?P<tag1>{TAG}(?=#))?#(?P<hash>[A-Za-z][\w-]{{0,80}}[A-Za-z0-9])(?![\w(-])"
    rf"|<(?P<tag2>{TAG})\b[^<>\n]{{0,200}}?\sid\s?=\s?[\"'`]?(?P<html>{_NAME})"
    rf"|(?:\b(?P<tag3>{TAG})(?:\s(?:element|tag))?\s(?:with|whose|having)\s(?:(?:the|"
    rf"an?)\s)?)?\bid(?:\s?[=:]\s?|\s(?:is\s|of\s)?)"
    rf"(?:[\"'`]#?(?P<quoted>{_NAME})[\"'`]|#?(?P<bare>{_NAME})\b)",
    re.IGNORECASE,
)
_MORE_IDS = re.compile(rf"(?:\s{{0,3}},\s{{0,3}}|\s(?:and|or)\s)(?:and\s)?[\"'`]#?(?P<id>{_NAME})[\"'`]")
_IDS = re.compile(rf"\bids\s{{0,3}}:?\s{{0,3}}[\"'`]#?(?P<id>{_NAME})[\"'`]", re.IGNORECASE)
_NOT_AN_ID = re.compile(
    r"\b(?:hash ?tags?|channels?|tags?|unique|each|user|every|product|item|video|task)\s[^.\n]{0,30}$",
    re.IGNORECASE,
)
_PLAIN_WORD = frozenset(
    re.findall(
        r"\w+",
        """and as attribute attributes be by each element elements field fields for from has in is must
        name names number of on or that the to unique value values with you""",
    )
)
_COLOUR = re.compile(r"(?:[0-9a-fA-F]{3,4}){1,2}")
_PARAMETER = re.compile(r"\?(?P<parameter>[A-Za-z_]\w{0,60})=")
_KNOWN = "|".join(sorted(LIBRARIES | {"highlight.js", "chart.js", "three.js"}, key=len, reverse=True))
_PLAIN = (
    r"[a-z][a-z0-9]{1,20}(?!\w|\.js)(?! (?!(?:and|or|for|to|from|via|on|in|with|as|so|then|library|framework|"
    r"css|js|when|which|that)\b)[a-z])"
)
"""A name in small letters that is not the adjective of what follows: `with three tabs` names no library."""
_ITEM = re.compile(
    rf"(?:the\s)?(?P<library>(?-i:(?={_PLAIN})|(?=[A-Z])|(?=\w+\.js))(?:{_KNOWN}))(?:\.js)?(?![\w-]|\.\w)(?:\s(?:css|js))?"
    r"(?:[\s@]v?\d[\w.]{0,12})?(?:\s(?:library|framework))?"
    r"(?:\s(?:from|via|on|through)\s(?:the\s)?(?P<cdn>jsdelivr|unpkg|cdnjs))?",
    re.IGNORECASE,
)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _ITEM.pattern)
_LIBRARIES = re.compile(
    rf"\b(?:loads?|loading|uses?|using|with|via|includes?|imports?)\s"
    rf"(?P<list>{_UNNAMED}(?:(?:\s?,\s(?:and\s)?|\sand\s|\s?&\s){_UNNAMED}){{0,12}})",
    re.IGNORECASE,
)
_FETCH = re.compile(
    r"\bfetch(?:es|ed|ing)?(?:\(|`|\s|the\b|from\b|and\b|parses?\b|reads?\b|"
    rf"file\b){{0,6}}[`'\"]?(?P<file>{FILE_NAME})"
    rf"|\b(?:loads?|reads?|gets?|loaded)\s(?:the\s|from\s)?[`'\"]?(?P<other>{FILE_NAME})[`'\"]?\s(?:with|"
    rf"via|using|through|by)\s[`'\"]?fetch\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NamedId:
    """An id, and the element that is to have it, where the text says so."""

    id: str
    tag: str = ""


def quoted_parts(text: str) -> Iterator[tuple[int, str]]:
    """Where each quotation begins, and its words; a quotation inside another is part of it."""
    for match in _QUOTED.finditer(text):
        if match.lastgroup:
            yield match.start(), match[match.lastgroup]


def with_plain_quotes(text: str) -> str:
    """The text with double quotation marks in place of single and curly ones; a backtick stays."""
    return _QUOTED.sub(
        lambda match: (
            f'"{match[match.lastgroup]}"'
            if match.lastgroup in {"single", "curly"} and '"' not in match[match.lastgroup]
            else match[0]
        ),
        text,
    )


def titles(text: str) -> Iterator[tuple[str, bool]]:
    """The titles that a text sets for the page, not for a part of it, and whether they must be exactly so."""
    for match in _TITLE_ELEMENT.finditer(text):
        if not refused(text, match.start()):
            yield match[1].strip(), True
    for at, words in quoted_parts(text):
        before = text[max(0, at - 120) : at]
        found = _TITLE_BEFORE.search(before)
        if found and not refused(text, at) and not _TITLE_OF_A_PART.search(before[: found.start()]):
            yield words, not re.search(r"contain|includ", found["gap"], re.IGNORECASE)


def ids(text: str) -> Iterator[NamedId]:
    """The ids that a text wants."""
    brief = without_urls(text)
    for match in _ID.finditer(brief):
        name = match["hash"] or match["html"] or match["quoted"] or match["bare"]
        before = brief[max(0, match.start() - 40) : match.start()]
        if match["hash"]:
            wanted = not _COLOUR.fullmatch(name) and not re.search(
                r"(?:hash ?|\b)tags?\b[^.\n]{0,30}$|channel", before
            )
        else:
            tag_or_quote = match["tag2"] or match["tag3"] or match["quoted"]
            wanted = name.lower() not in _PLAIN_WORD and bool(
                tag_or_quote or (re.search(r"[-_\dA-Z=]", match[0][2:]) and not _NOT_AN_ID.search(before))
            )
        if wanted and not refused(brief, match.start()):
            tag = match["tag1"] or match["tag2"] or match["tag3"] or ""
            yield NamedId(name, tag.lower())
    for match in _IDS.finditer(brief):
        more: re.Match[str] | None = match
        while more and not refused(brief, match.start()):
            yield NamedId(more["id"])
            more = _MORE_IDS.match(brief, more.end())


def parameters(text: str) -> Iterator[str]:
    """The parameters of the page's address that a text wants, such as `?url=`."""
    brief = without_urls(text)
    yield from (m["parameter"] for m in _PARAMETER.finditer(brief) if not refused(brief, m.start()))


def libraries(text: str) -> Iterator[tuple[str, str | None]]:
    """The known libraries that a text wants, each with the CDN that it names."""
    brief = without_urls(text)
    for match in _LIBRARIES.finditer(brief):
        if not refused(brief, match.start("list")):
            yield from ((item["library"], item["cdn"]) for item in _ITEM.finditer(match["list"]))


def fetched_files(text: str) -> Iterator[str]:
    """The files that the page is to fetch."""
    brief = without_urls(text)
    for match in _FETCH.finditer(brief):
        if not refused(brief, match.start()):
            yield match["file"] or match["other"]
