# ruff: noqa: E501 - one line a rule, so that the table can be read as one
"""The table: which sentence is judged by which rule. The first line that matches the whole sentence wins."""

import re
from collections.abc import Callable

from orchestrator.verify.rules import features, files, links, page, repository, steps
from orchestrator.verify.rules.asked import Asked
from orchestrator.verify.ways import Way

Rule = Callable[[re.Match[str], Asked], Way | None]
"""Takes the match and its surroundings; None means that the next line may try."""

HAS = r"(?:has|have|contains?|includes?|uses?|shows?|is present|exists?)"
REPO = r"(?:the )?(?:repo(?:sitory)?|project)"
PAGE = r"(?:the )?(?:page|site|website|layout|design|app|application|ui|game)"
QUOTED = r"[\"'`“](?P<{}>[^\"'`”]+)[\"'`”]"
FILE = rf"[`'\"]?(?P<file>{files.FILE_NAME})[`'\"]?"

TABLE: tuple[tuple[str, Rule], ...] = (
    (r"has_(?:mit_)?licen[cs]e", repository.licence),
    (rf"(?=.*\blicen[cs]e\b)(?=.*\b(?:mit|{HAS}|file|root|valid)\b)(?!.*\breadme\b).*", repository.licence),
    (rf"has_readme|{REPO} {HAS} an? readme(?:\.md)?(?: file)?|readme(?:\.md)? (?:file )?{HAS}", repository.readme_exists),
    (r"readme(?:\.md)? is (?:professional|complete|clear|well[- ]written|present|not empty).*", repository.readme_exists),
    (r".*\breadme(?:\.md)?\b.*\bsections?\b(?: (?:for|on|about|called|named|titled))?:? (?P<what>.+)", repository.sections),
    (r".*\breadme(?:\.md)?\b.*?\b(?:has|includes?|contains?) (?:an? |the )?(?P<what>.+?) sections?", repository.sections),
    (
        r".*\breadme(?:\.md)?\b.*?\b(?:explain|document|describe|include|contain|mention|cover|list|tell|state|credit|show|ha)\w*\b (?P<what>.+)",
        repository.readme_tells,
    ),
    (rf"has_(?:actions|workflows?)|{REPO} {HAS} (?:an? )?(?:github )?(?:actions?|workflows?).*", repository.has_workflow),
    (rf".*\bworkflow\b.*\bstep (?:named|called) {QUOTED.format('step')}.*", steps.named),
    (r".*\bworkflow\b.*\b(?:runs?|executes?) `(?P<command>[^`]+)`.*", steps.runs),
    (r"(?=.*\bexisting (?:repo(?:sitory)?|project|app)\b)(?=.*\b(?:updat|modif|reus|revis)).*", repository.same_repository),
    (r".*\bno new repo(?:sitory)?\b.*", repository.same_repository),
    (rf"responsive(?:_design)?|{PAGE} (?:is|works|looks)\b.*\b(?:responsive|mobile[- ]friendly|on mobile)\b.*", features.responsive),
    (r"dark_?mode|.*\bdark[- ](?:mode|theme)\b.*", features.dark_mode),
    (rf"animations?|.*\b{HAS}\b.*\banimat(?:ions?|ed)\b.*|.*\bsmooth scroll\w*\b.*", features.animations),
    (rf"(?:.*\b)?title (?:is|equals|should be|must be|reads)(?: exactly)? {QUOTED.format('title')}.*", page.title),
    (rf".*?[\"'`(]?#(?P<id>[A-Za-z][\w-]*)[\"'`)]? (?:element )?{HAS}", page.element),
    (rf"{PAGE} {HAS} (?:an? )?element (?:with (?:the )?id )?[\"'`]?#?(?P<id>[A-Za-z][\w-]*)[\"'`]?", page.element),
    (rf"{PAGE} (?:loads|uses|includes|imports) (?P<library>[A-Za-z][\w.]*)(?: v?\d[\w.]*)?(?: from (?:the )?(?P<cdn>\w+)(?: cdn)?)?", page.library),
    (rf"(?:{PAGE} )?fetch(?:es)? {FILE}.*", page.fetches),
    (r".*\b(?:supports?|reads?|accepts?|handles?) (?:an? |the )?[`'\"]?\?(?P<parameter>[A-Za-z_]\w*)=?.*", page.parameter),
    (rf"{PAGE} loads (?:fully )?(?:within|in (?:less than|under)) (?P<seconds>\d+(?:\.\d+)?) ?(?:s|sec|seconds?)", page.speed),
    (r"(?:all )?(?:internal )?anchors? (?:links? )?(?:resolve|work)\w*", page.anchors),
    (r"(?:all )?(?:the )?(?:internal )?links? (?:resolve|work|are valid|lead somewhere).*|no broken links.*", links.links),
    (r".*\b(?P<columns>\d{1,2}) ?[x\u00d7] ?(?P<rows>\d{1,2})\b.*\b(?:board|grid)\b.*", page.board),
    (r".*\bdice roll(?:ing)? button updates?\b.*|.*\broll(?:ing)? (?:the )?dice\b.*\b(?:moves?|updates?|advances?)\b.*", features.roll),
    (r".*\b(?:declares?|announces?|shows?|names) (?:a|the) winner\b.*", features.winner),
    (r"landing on an? (?:snake|ladder)\b.*", features.landing),
    (r".*\bscore ?board\b.*\b(?:persist|increment|track|keep|remember)\w*\b.*", features.scoreboard),
    (r".*\bplayers? can (?:input|enter|type|set) (?:their |player )?names?\b.*", features.names),
    (rf"(?:{REPO} )?(?:{HAS} )?(?:an? )?(?:file )?(?:named |called )?{FILE}(?: file)?(?: {HAS})?", files.named_file),
)  # fmt: skip


def by_rule(asked: Asked) -> Way | None:
    """The way that the table gives for a sentence, or None."""
    text = " ".join(asked.text.split()).rstrip(".")
    for pattern, rule in TABLE:
        match = re.fullmatch(pattern, text, re.IGNORECASE)
        if match and (way := rule(match, asked)):
            return way
    return None
