"""What a brief asks for and no feature of the app answers, in the brief's own words."""

import re
from collections.abc import Iterable, Sequence

from orchestrator.generate.offline.catalogue import BY_KIND
from orchestrator.generate.offline.feature import Feature
from orchestrator.generate.offline.reading import Words
from orchestrator.generate.offline.subject import any_tool, own_tool

_FRAME = (
    r"licen[cs]e|readme|repository|\bgithub pages\b|responsive|single[- ]page|static (?:page|site)|\bcdn\b|"
    r"librar|bootstrap|\btitle\b|favicon|mobile|accessib|"
    r"\bon (?:phones?|tablets?|small screens|all devices)\b"
)
"""What the page's frame, its libraries or the stage itself answer."""

_DOES = (
    r"\b(?:shows?|displays?|renders?|comput\w+|calculat\w+|lets?|allows?|draws?|plays?|generat\w+|converts?|lists?|"
    r"fetch\w*|counts?|tracks?|simulat\w+|stor(?:es?|ing)|sav(?:es?|ing)|opens?|plots?)\b"
)
"""Verbs of what a page is to do: a clause with one asks for more than the frame."""

_WISHES = (
    r"\bpaginat\w+|\b(?:rows|items|entries|results|records) per page|load more|infinite scroll",
    r"\bsort(?:s|ed|able|ing)?\b|\b(?:a|de)scending\b|(?:largest|highest|newest|lowest) first",
    r"\bsearch(?:es|ing|able)?\b",
    r"\bclipboard\b|\bcopy button",
    r"\b(?:export|download)s?\b",
    r"\blocal ?storage\b|\bpersist\w*|\bacross (?:page )?(?:reloads?|visits|sessions)",
    r"\bundo\b|\bredo\b",
    r"\bdrag(?:gable|ging)?\b",
    r"\bmodals?\b|\bdialogs?\b|\blightbox\b|\bdetails? (?:view|page|panel)|opens? (?:it )?large",
    r"\bprint(?:able)?\b|\bpdf\b",
    r"\bshar(?:e|ing) (?:button|link)|\bqr\b",
    r"\bkeyboard shortcuts?|\barrow keys\b",
    r"\bnotifications?\b|\btoasts?\b",
    r"\blog ?in\b|\bsign[- ]?(?:up|in)\b|\bauthentication\b",
    r"\bservice worker|\bpwa\b|\bworks? offline",
    r"\bcarousel\b|\bslide ?show\b|\bslider\b",
    r"\baccordions?\b|\bcollaps\w+|\bback[- ]to[- ]top\b|\btable of contents\b|\bbreadcrumbs?\b",
    r"\b(?:voice|speech|sounds?)\b",
    r"\b(?:timer|stopwatch|countdown)s?\b",
    r"\bleader ?boards?\b|\bhigh[- ]?scores?\b|\bdifficulty\b|\bcomputer opponent|\bmultiplayer\b",
    r"\bpercent\w*\b|\bdate range\b|\b(?:start|end) date\b",
    r"\bprogress bars?\b|\bmaps?\b(?! of the)",
    r"\btabs\b",
    r"\b(?:charts?|graphs?|histogram)\b",
    r"\bfilter\w*\b",
    r"\bdark[- ]?mode\b|\btheme (?:toggle|switch\w*)",
    r"\bfaqs?\b|\bfrequently asked\b|\btestimonials?\b|\bpricing\b",
    r"\bhero\b|\bcall[- ]to[- ]action\b|\bnewsletter\b|\b(?:reservation|booking|order) (?:form|system)",
)
"""Things that pages are often asked for; each one named counts, whatever else its sentence says."""

_KEPT = re.compile(
    r"(?:(?:please|also|but)\s+)*"
    r"(?:(?:keep|leave|preserve|retain|maintain|(?:do not|don['\u2019]t|never) (?:break|change|lose|touch))"
    r"\s+(?:(?:all|the|every|any|of)\s+)*(?:everything|rest|existing|other|previous|earlier|current)"
    r"|(?:everything|all|the rest|existing|earlier|previous)\b.*\b(?:stays?|remains?|keeps?|must|should))\b"
    r"(?:(?!\b(?:add|show|make)\b).)*",
    re.IGNORECASE,
)
"""A sentence that asks for nothing but that what stands is kept, which a later round always does."""

_LONGEST = 160
"""Characters on either side of a wish that are looked at for its clause."""
_REFUSED = r"\b(?:no|not|never|without|avoid|instead of)\b|n['\u2019]t\b"
_HEADING = re.compile(r"#|.*:$|(?:requirements|overview|goals?|task|brief)\W*$", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[,;:()]|\b(?:and|with|plus|then|that|which|while|where)\b|\.(?=\s|$)", re.IGNORECASE
)


def unanswered(words: Words, features: Sequence[Feature], own: Iterable[str] = ()) -> list[str]:
    """Sentences that nothing answers, the subject itself if nothing is it, and single wishes besides.

    `own` are the paths of the stylesheet and the script that the page is given.
    """
    covers = _covers(features, own)
    title = _title_line(words)
    sentences = [part for part in words.sentences if part != title and not _HEADING.match(part)]
    there = frozenset[str]().union(*(feature.ids for feature in features))
    whole = [
        part
        for part in sentences
        if not (_covered(part, covers) or _is_frame(part) or _names(part, there) or _KEPT.fullmatch(part))
    ]
    rest = "\n".join(part for part in sentences if part not in whole)
    parts = [*_subject(words, features, covers), *_wishes(rest, covers)]
    return [*whole, *(part for part in dict.fromkeys(parts) if not any(part in one for one in whole))]


def _covers(features: Sequence[Feature], own: Iterable[str]) -> str:
    used = [re.escape(str(feature.params["file"])) for feature in features if _reads(feature)]
    used += [re.escape(path) for path in own if path]
    used += [BY_KIND[feature.kind].answers(feature) for feature in features]
    return "|".join(
        f"(?:{pattern})"
        for pattern in dict.fromkeys([*used, *(BY_KIND[f.kind].answers(f) for f in features)])
    )


def _reads(feature: Feature) -> bool:
    """Whether a feature does more with its file than to show that it came."""
    return bool(feature.params.get("file")) and feature.kind != "file"


def _covered(text: str, covers: str) -> bool:
    return bool(covers) and re.search(covers, text, re.IGNORECASE) is not None


def _names(sentence: str, there: frozenset[str]) -> bool:
    """Whether it says no more than which elements there are."""
    named = Words(sentence).ids
    return bool(named) and there.issuperset(named)


def _is_frame(sentence: str) -> bool:
    """Whether the page's frame answers it all: no clause besides asks the page to do something."""
    clauses = [part for part in _CLAUSE_END.split(sentence) if not re.search(_FRAME, part, re.IGNORECASE)]
    does = any(re.search(_DOES, part, re.IGNORECASE) for part in clauses)
    return re.search(_FRAME, sentence, re.IGNORECASE) is not None and not does


def _title_line(words: Words) -> str | None:
    """The first of several lines, if it is no sentence."""
    first, _, rest = words.brief.strip().partition("\n")
    return first.strip(" -*\t") if rest and first.rstrip()[-1:] not in ".!?" else None


def _subject(words: Words, features: Sequence[Feature], covers: str) -> list[str]:
    tool, data_tool = own_tool(words), any_tool(words)
    if tool and not _covered(tool, covers):
        return [tool]
    return (
        [data_tool]
        if data_tool and not any(map(_reads, features)) and not _covered(data_tool, covers)
        else []
    )


def _wishes(text: str, covers: str) -> Iterable[str]:
    """The clause around each wish that no capability in use covers."""
    for pattern in _WISHES:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            clause = _clause(text, match.start(), match.end())
            refused = re.search(_REFUSED, clause, re.IGNORECASE)
            if not (_covered(match[0], covers) or refused or _in_id(text, match.start())):
                yield clause


def _in_id(text: str, place: int) -> bool:
    """Whether a place is inside an id, which is told for itself where nothing fills it."""
    return re.search(r"#[\w-]*$", text[max(0, place - _LONGEST) : place]) is not None


def _clause(text: str, start: int, end: int) -> str:
    near, far = max(0, start - _LONGEST), min(len(text), end + _LONGEST)
    begins = [match.end() for match in _CLAUSE_END.finditer(text, near, start)]
    stop = _CLAUSE_END.search(text, end, far)
    begin = max([near, *begins[-1:], text.rfind("\n", near, start) + 1])
    line = text.find("\n", end, far)
    return text[begin : min(stop.start() if stop else far, line if line >= 0 else far)].strip()
