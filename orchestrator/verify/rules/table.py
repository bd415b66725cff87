# ruff: noqa: E501 - one line a rule, so that the table can be read as one
"""The table: which sentence is judged by which rule. The first line that matches the whole sentence wins.

A line must not match a sentence that asks for more than its rule judges: what no rule understands goes to the
compiler, or stays unjudged, which is honest; a pass for something else is not.
"""

import re
from collections.abc import Callable

from orchestrator.verify.plan.check_types import Method
from orchestrator.verify.rules import counts, features, files, licences, links, page, repository, steps
from orchestrator.verify.rules.context import Asked
from orchestrator.verify.rules.implied import asked_everywhere

Rule = Callable[[re.Match[str], Asked], Method | None]
"""Takes the match and its surroundings; None means that the next line may try."""


def _only(words: str) -> str:
    """A pattern for any order of these words, and no other."""
    return rf"(?:\b(?:{'|'.join(words.split())})\b ?)+"


LONGEST = 400
"""Characters of a sentence that can be understood whole."""
HAS = r"(?:has|have|contains?|includes?|uses?|shows?|is present|is there|exists?)"
REPO = r"(?:the )?(?:repo(?:sitory)?|project)"
PAGE = r"(?:the )?(?:page|site|website|layout|design|app|application|ui|game)"
THERE = rf"(?:there (?:is|exists|must be|should be) |{PAGE} {HAS} )"
ON_GITHUB = (
    rf"{REPO} (?:(?:is|was|has been|must be|should be) )?(?:public(?:ly accessible)?|(?:newly )?created (?:after|within|during) .+)"
    r"|(?:the )?(?:github )?pages (?:site |url |deployment )?(?:is|are|was|must be|returns?|responds?|works?|has been) "
    r"(?:(?:enabled|deployed|live|reachable|public|accessible|online|and|returns?|responds?|with|http|status|an?) ?|200 ?(?:ok)?)+|has_pages"
)
"""What is so only once the site is published."""
QUOTED = r"[\"'`“](?P<{}>[^\"'`”]+)[\"'`”]"
FILE = rf"[`'\"]?(?P<file>{files.FILE_NAME})[`'\"]?"
LICENCE_WORDS = (
    "the an? valid full open-source licen[cs]ed? file text repo(?:sitory)? project has have contains? includes? uses? with is under "
    "exists? present in at root top level folder directory of"
)
TAIL_WORDS = (
    "in at on of from to for is are present correctly properly file the an? its repo(?:sitory)? project root top level folder "
    "page site board grid"
)
SCORE_WORDS = (
    "persists? increments? tracks? remembers? counts? correctly and the total number of wins? per for each every both players? "
    "after games? across reloads?"
)
TAIL = rf"(?: {_only(TAIL_WORDS)})?"
"""What may follow without asking for anything more."""
SCREENS = r"(?: (?:on|across|at|for|and|all|any|both|small|large|mobile|desktop|different|various|screens?|devices?|phones?|tablets?|screen sizes?|viewports?)){1,8}"
VERSION = r"(?: v?\d[\w.]*)?"
CDN = r"(?: (?:from|via|on|through) (?:the )?(?P<cdn>\w+)(?: cdn)?)?"
WHEN = r"(?: (?:when|while|after|once|as soon as|before|if|on|during) .+)?"
"""Only where the rule itself waits for that moment."""

_NEGATED = re.compile(
    r"\b(?:not(?! empty)|no(?! new repo| broken links)|never|none|nothing|without|neither|nor|cannot|except|"
    r"instead of|rather than|other than|only|\w+n['\u2019]t)\b",
    re.IGNORECASE,
)
"""No rule but the excepted ones understands a negation, so such a sentence is left to the compiler."""

TABLE: tuple[tuple[str, Rule], ...] = (
    (r"has_(?:(?P<licence>mit)_)?licen[cs]e", licences.licence),
    (rf"(?=.*licen[cs]e)(?:{_only(LICENCE_WORDS)})?(?:(?P<licence>{licences.NAMED}) ?)?(?:{_only(LICENCE_WORDS)})?", licences.licence),
    (rf"has_readme|{REPO} {HAS} an? readme(?:\.md)?(?: file)?|readme(?:\.md)? (?:file )?(?:{HAS}|is not empty)", repository.readme_exists),
    (rf"(?:{REPO} {HAS} an? )?(?:{FILE}|readme) (?:file )?(?:has|have|contains?|is|with) (?P<words>.*\bwords?)(?: long)?", counts.word_count),
    (rf"{FILE} is (?:a )?(?:valid|well[- ]formed)(?: (?:json|csv|svg|xml))?(?: file)?", files.readable),
    (rf"{FILE} is (?:kept|attached|committed|included|served|unchanged)(?: (?:verbatim|unchanged|as (?:it was )?(?:sent|attached)|byte[- ]for[- ]byte|exactly))*", files.as_sent),
    (rf"{FILE} is (?:committed|included|there|present|in)(?: (?:in|to|at|the|root|top level|of|{REPO}))*", files.named_file),
    (r".*\breadme(?:\.md)?\b.*\bsections?\b(?: (?:for|on|about|called|named|titled))?:? (?P<what>.+)", repository.sections),
    (r".*\breadme(?:\.md)?\b.*?\b(?:has|includes?|contains?) (?:an? |the )?(?P<what>.+?) sections?", repository.sections),
    (
        r".*\breadme(?:\.md)?\b.*?\b(?:explain|document|describe|include|contain|mention|cover|list|tell|state|credit|show|ha)\w*\b (?P<what>.+)",
        repository.readme_tells,
    ),
    (rf"has_(?:actions|workflows?)|(?:an? )?(?:github )?(?:actions? )?workflow (?:file )?(?:exists|{HAS})|(?:{REPO} )?{HAS} (?:an? |at least one )?(?:github )?(?:actions? ?)?(?:workflows?)?(?: files?)?", repository.has_workflow),
    (rf"(?:(?:the|an?|github|actions) )*workflow {HAS} (?:an? )?step (?:named|called) {QUOTED.format('step')}", steps.named),
    (r"(?:(?:the|an?|github|actions) )*workflow (?:runs?|executes?) `(?P<command>[^`]+)`", steps.runs),
    (r"(?:the )?existing (?:repo(?:sitory)?|project|app) (?:is|was|gets|must be) (?:updated|modified|reused|revised)(?: in place)?(?: ?\(.*\)| and no new repo.*)?", repository.same_repository),
    (r"no new repo(?:sitory)?(?: (?:is|was))?(?: created)?", repository.same_repository),
    (rf"responsive(?:_design)?|(?:{PAGE} )?(?:is|works|looks)(?: fully| good| well)? (?:responsive|mobile[- ]friendly|on mobile)(?: design)?(?:{SCREENS})?", features.responsive),
    (rf"dark[-_ ]?mode|(?:{PAGE} (?:{HAS}|supports?) )?(?:an? |the )?(?:working )?dark[- ](?:mode|theme)(?: (?:toggle|switch|button|support|option))*(?: (?:works|{HAS}|is (?:available|supported|implemented)|changes the background))?", features.dark_mode),
    (rf"(?:{PAGE} {HAS} )?(?:working )?smooth[- _]?scroll(?:ing|s)?(?: animations?| effects?)?(?: works| {HAS})?|{PAGE} scrolls smoothly", features.smooth_scrolling),
    (rf"animations?|.*\b{HAS}\b.*\banimat(?:ions?|ed)\b{TAIL}{WHEN}", features.animations),
    (rf"(?:(?:the|html|document|browser|web|page|site|app|tab)(?:'s)? )*title (?:is|equals|should be|must be|reads)(?: exactly| set to)? {QUOTED.format('title')}", page.title),
    (rf"(?:{PAGE} {HAS} )?(?:an? |the )?(?:\w+ )?[\"'`(]?#(?P<id>[A-Za-z][\w-]*)[\"'`)]?(?: element)?(?: {HAS})?{TAIL}", page.element),
    (rf"{PAGE} {HAS} (?:an? )?element (?:with (?:the )?id )?[\"'`]?#?(?P<id>[A-Za-z][\w-]*)[\"'`]?", page.element),
    (rf"{THERE}?(?:an? )?(?P<kind>{'|'.join(page.KINDS)})(?: element)? with (?:the |an? )?id [\"'`]?#?(?P<id>[A-Za-z][\w-]*)[\"'`]?(?: {HAS})?{TAIL}", page.element_of_kind),
    (rf"(?:(?:the|an?) )?(?:element )?[\"'`(]?#(?P<id>[A-Za-z][\w-]*)[\"'`)]? (?:(?:is (?:there|present)|exists?) and )?is visible{TAIL}", page.visible),
    (rf"(?:(?:the|main|page|site) )*(?:heading|(?P<tag>h[1-6]))(?: text)? (?:is|reads|says|equals|should be|must be)(?: exactly)? {QUOTED.format('words')}", page.heading),
    (rf"{ON_GITHUB}", repository.on_github),
    (rf"(?:{PAGE} )?(?:loads|uses|includes|imports) (?P<library>[A-Za-z][\w.]*){VERSION}{CDN}", page.library),
    (rf"(?P<library>[A-Za-z][\w.]*){VERSION} is (?:loaded|used|included|imported){CDN}", page.library),
    (rf"(?:{PAGE} )?fetch(?:es)? {FILE}{TAIL}", page.fetches),
    (rf"(?:{PAGE} )?(?:supports?|reads?|accepts?|handles?) (?:an? |the )?(?:(?:url|query) )?[`'\"]?\?(?P<parameter>[A-Za-z_]\w*)=?[`'\"]?(?: (?:url|query|parameter|param|string))*", page.parameter),
    (rf"{PAGE} loads (?:fully )?(?:within|in (?:less than|under)) (?P<seconds>\d+(?:\.\d+)?) ?(?:s|sec|seconds?)", page.speed),
    (r"(?:all )?(?:internal )?anchors? (?:links? )?(?:resolve|work)\w*", page.anchors),
    (rf"(?:all )?(?:the )?(?:internal )?links? (?:resolve|work|are valid|lead somewhere){TAIL}|no broken links{TAIL}", links.links),
    (rf"(?:{PAGE} )?(?:renders?|{HAS}|displays?|draws?|is)? ?(?:an? |the )?(?P<columns>\d{{1,2}}) ?[x\u00d7] ?(?P<rows>\d{{1,2}})\b[\w -]*\b(?:board|grid)(?: is (?:shown|rendered|displayed|visible|drawn))?{TAIL}", page.board),
    (rf"(?:the )?(?:dice roll(?:ing)? button|roll(?:ing)? (?:the )?dice(?: button)?) (?:moves?|updates?|advances?) (?:\w+ ){{0,2}}(?:player|token|piece|position)(?:['\u2019]?s)?(?: (?:position|token|piece))?{TAIL}", features.roll),
    (rf"(?:{PAGE} )?(?:correctly )?(?:declares?|announces?|shows?|names) (?:a|the) winner(?: correctly)?{WHEN}", features.winner),
    (r"landing on an? (?:snake|ladder)(?: or (?:an? )?(?:snake|ladder))? (?:updates?|moves?|changes?|sends?|takes?) (?:the )?(?:player|token|piece|position)s?(?:['\u2019]s)?(?: position)?(?: correctly| up or down| accordingly)?", features.landing),
    (rf"(?:the )?score ?board {_only(SCORE_WORDS)}", features.scoreboard),
    (rf"(?:the )?players? can (?:input|enter|type|set) (?:their |player )?names?{WHEN}", features.names),
    (rf"(?:{REPO} )?(?:{HAS} )?(?:an? )?(?:file )?(?:named |called )?{FILE}(?: file)?(?: {HAS})?", files.named_file),
)  # fmt: skip


def by_rule(asked: Asked) -> Method | None:
    """The way that the table gives for a sentence, or None."""
    text = " ".join(asked.text.split()).rstrip(".")
    if len(text) > LONGEST:
        return None
    if everywhere := asked_everywhere(text):
        return everywhere
    if _NEGATED.search(text):
        return None
    for pattern, rule in TABLE:
        match = re.fullmatch(pattern, text, re.IGNORECASE)
        if match and (way := rule(match, asked)):
            return way
    return None
