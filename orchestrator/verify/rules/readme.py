"""Rules about what the README says."""

import re
from collections.abc import Callable, Iterable

from orchestrator.verify.files.facts import count_between, text_check
from orchestrator.verify.plan.check_types import FileCheck, Method
from orchestrator.verify.rules.rule import HAS, REPO, Context, Rule

_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """about after all also an and any app application are as at be been both but by can current
        each every file for from game has have how information instructions into is it its list new
        of on or page project readme repo repository section sections site that the their then these
        this to updated use used uses using what when which with works""",
    )
)
"""Words that say nothing about the subject."""
_SAME = (
    ("controls", "control", "click", "press", "tap", "key", "button", "drag"),
    ("gameplay", "play", "rules"),
    ("usage", "use", "open", "run"),
    ("setup", "install", "installation", "start", "clone", "serve"),
    ("license", "licence", "mit"),
)
"""Words of which one stands for another, the ones that checks like to use first."""
_HEADING = re.compile(r"^#{1,6}[ \t]+(.{1,300})$", re.MULTILINE)
_NOT_WORDS = re.compile(
    r"^(?:(?:at least|an?|the|some|working|demo) )*(?:\d+|links?|urls?|screenshots?|images?|badges?|"
    r"code blocks?|tables?|diagrams?|videos?|gifs?)\b|\b(?:is|are|has|have|shows?|must|does|contains?|"
    r"works?|can|page|app) ",
    re.IGNORECASE,
)
"""What a README shows rather than speaks of, and a statement about something else."""
_README = r"(?:the )?readme(?:\.md)?(?: file)?"
_TELLS = r"(?:explain|document|describe|include|contain|mention|cover|list|tell|state|credit|ha)s?"


def _exists(_match: re.Match[str], _context: Context) -> Method:
    return count_between("README.md", "word", 20)


def _link(_match: re.Match[str], _context: Context) -> Method:
    def judge(text: str) -> tuple[bool, str]:
        found = re.search(r"https?://[^\s)>\"']{4,200}", text)
        return bool(found), found[0] if found else "no link"

    return text_check("README.md", "README.md with a link", judge)


def _tells(match: re.Match[str], context: Context) -> Method | None:
    """The README speaks of what the sentence names, in words of its own: two of three content words."""
    wanted = _content_words(match["what"])
    checks = (match[0], *context.checks)
    if _NOT_WORDS.search(match["what"]):
        return None
    return (
        _exists(match, context)
        if not wanted
        else _mentions([(word,) for word in wanted], lambda text: _own_words(text, checks), len(wanted) // 3)
    )


def _sections(match: re.Match[str], _context: Context) -> Method | None:
    """The README has headings that speak of each part of a list."""
    what = match["after"] or match["before"]
    wanted = [words for part in re.split(r",|\band\b|&|/", what) if (words := _content_words(part))]
    if _NOT_WORDS.search(what) or not wanted:
        return None
    return _mentions(wanted, lambda text: "\n".join(_HEADING.findall(text)), 0)


def _mentions(wanted: Iterable[tuple[str, ...]], part: Callable[[str], str], few: int) -> FileCheck:
    """In a part of the README there is a word of each group, but for a `few` groups."""

    def judge(text: str) -> tuple[bool, str]:
        searched = part(text)
        missing = [" ".join(group) for group in wanted if not any(_speaks_of(w, searched) for w in group)]
        return len(missing) <= few, f"nothing about {', '.join(missing)}" if missing else "all mentioned"

    return text_check("README.md", f"README.md about {', '.join(' '.join(g) for g in wanted)}", judge)


def _own_words(text: str, checks: Iterable[str]) -> str:
    """A README without lines that quote, or that repeat a check."""
    repeated = [" ".join(check.split()).lower() for check in checks]
    lines = [(line, " ".join(line.replace("\\", "").split()).lower()) for line in text.splitlines()]
    own = [
        line for line, plain in lines if not plain.startswith(">") and not any(c in plain for c in repeated)
    ]
    return "\n".join(own)


def _content_words(text: str) -> tuple[str, ...]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return tuple(dict.fromkeys(word for word in words if word not in _EMPTY and len(word) > 1))


def _speaks_of(word: str, text: str) -> bool:
    """Whether a text has the word, another form of it, or one that stands for it."""
    group = next((words for words in _SAME if _begin(word) in map(_begin, words[:2])), (word,))
    return any(re.search(rf"\b{_begin(each)}", text.lower()) for each in (word, *group))


def _begin(word: str) -> str:
    """What `animations`, `animated` and `animate` have in common."""
    return word if len(word) < 5 else word[: max(4, len(word) - 3)]


RULES = (
    Rule(
        rf"has_readme|{REPO} {HAS} an? readme(?:\.md)?(?: file)?|{_README} (?:{HAS}|is not empty)",
        _exists,
        """has_readme
        README is not empty
        The repo has a README.md""",
        negative=True,
    ),
    Rule(
        rf"{_README} (?:has|includes?|contains?|shows?) (?:an? |the )?(?:working )?(?:links?|urls?)(?: "
        r"to (?:the )?(?:live|deployed|published|github pages) ?(?:site|page|app|demo|version)?)?",
        _link,
        """README contains a link to the live site
        not: README contains a link to the API documentation""",
    ),
    Rule(
        rf"{_README} (?:has|includes?|contains?) (?:an? |the )?(?:sections? (?:(?:for|on|about|called|"
        r"named):? )?(?P<after>.{3,200})|(?P<before>.{3,200}?) sections?)",
        _sections,
        """README has sections for Setup, Usage and License
        README.md includes a Usage section
        not: README has 3 sections""",
    ),
    Rule(
        rf"{_README} {_TELLS} (?P<what>.{{2,200}})",
        _tells,
        """README.md explains gameplay controls
        README mentions SVG
        README.md describes the project
        README.md documents the new scoreboard and animations
        not: README.md includes two screenshots and the page has a footer
        not: README.md explains setup and the app is responsive
        not: README contains a screenshot""",
    ),
)
