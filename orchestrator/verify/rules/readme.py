"""Rules about what the README says."""

import re
from collections.abc import Iterable

from orchestrator.records.site import Site
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method
from orchestrator.verify.rules.rule import HAS, REPO, Context, Rule

_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """about after all also an and any app application are as at be been both but by can current each
        every file for from game has have how information instructions into is it its list new
        of on or page project readme repo repository section sections site that the their then
        these this to updated use used uses using what when which with works""",
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
_SHOWN = re.compile(
    r"(?:(?:at least|an?|the|some|working|demo) )*(?:\d+|links?|urls?|screenshots?|images?|badges?|code "
    r"blocks?|tables?|diagrams?|videos?|gifs?)\b",
    re.IGNORECASE,
)
"""What a README shows rather than speaks of: words cannot tell."""
_OTHER_STATEMENT = re.compile(
    r"\b(?:is|are|has|have|shows?|must|does|contains?|works?|can|page|app) ", re.IGNORECASE
)
_README = r"(?:the )?(?:repo(?:sitory)?'?s? )?readme(?:\.md)?(?: file)?"
_TELLS = r"(?:explain|document|describe|include|contain|mention|cover|list|tell|state|credit|ha)s?"


def content_words(text: str) -> tuple[str, ...]:
    """The words of `text` that say what it is about, lower case, in order, each once."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return tuple(dict.fromkeys(word for word in words if word not in _EMPTY and len(word) > 1))


def _exists(_match: re.Match[str], _context: Context) -> Method:
    def judge(site: Site) -> Finding:
        words = len(site.text("README.md").split()) if "README.md" in site else 0
        return Finding(words >= 20, "a README.md of at least 20 words", f"{words} words", "README.md")

    return FileCheck(judge)


def _link(_match: re.Match[str], _context: Context) -> Method:
    def judge(site: Site) -> Finding:
        text = site.text("README.md") if "README.md" in site else ""
        found = re.search(r"https?://[^\s)>\"']{4,200}", text)
        return Finding(bool(found), "README.md with a link", found[0] if found else "no link", "README.md")

    return FileCheck(judge)


def _tells(match: re.Match[str], context: Context) -> Method | None:
    """The README speaks of what the sentence names, in words of its own: two of three content words."""
    what = match["what"]
    if _SHOWN.match(what) or _OTHER_STATEMENT.search(what):
        return None
    wanted = content_words(what)

    def judge(site: Site) -> Finding:
        if "README.md" not in site:
            return Finding(False, "a README.md", "there is none", "README.md")
        text = _own_words(site.text("README.md"), (match[0], *context.checks))
        missing = [word for word in wanted if not _speaks_of(word, text)]
        seen = f"nothing about {', '.join(missing)}" if missing else "all mentioned"
        return Finding(
            len(missing) <= len(wanted) // 3, f"README.md mentions {', '.join(wanted)}", seen, "README.md"
        )

    return FileCheck(judge) if wanted else None


def _sections(match: re.Match[str], _context: Context) -> Method | None:
    """The README has headings that speak of each part of a list."""
    what = next(filter(None, (match["after"], match["before"])))
    wanted = [words for part in re.split(r",|\band\b|&|/", what) if (words := content_words(part))]
    if _SHOWN.match(what) or _OTHER_STATEMENT.search(what) or not wanted:
        return None

    def judge(site: Site) -> Finding:
        text = site.text("README.md") if "README.md" in site else ""
        headings = "\n".join(_HEADING.findall(text))
        missing = [" ".join(words) for words in wanted if not any(_speaks_of(w, headings) for w in words)]
        expected = f"headings for {', '.join(' '.join(words) for words in wanted)}"
        seen = f"no heading for {', '.join(missing)}" if missing else "all there"
        return Finding(not missing, expected, seen, "README.md")

    return FileCheck(judge)


def _own_words(text: str, checks: Iterable[str]) -> str:
    """A README without quotations: no line that quotes, or that repeats a check."""
    repeated = [" ".join(check.split()).lower() for check in checks]
    kept = []
    for line in text.splitlines():
        plain = " ".join(line.replace("\\", "").split()).lower()
        if not plain.startswith(">") and not any(check in plain for check in repeated):
            kept.append(line)
    return "\n".join(kept)


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
        rf"{_README} (?:has|includes?|contains?|shows?) (?:an? |the )?(?:working )?(?:links?|urls?)(?: to "
        rf"(?:the )?(?:live|deployed|published|pages|github pages) ?(?:site|page|app|demo|url|version)?)?",
        _link,
        """README contains a link to the live site
        not: README contains a link to the API documentation""",
    ),
    Rule(
        rf"{_README} (?:has|includes?|contains?) (?:an? |the )?(?:sections? (?:(?:for|on|about|called|"
        rf"named|titled):? )?(?P<after>.{{3,200}})"
        r"|(?P<before>.{3,200}?) sections?)",
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
        README.md documents the new scoreboard and animations
        not: README.md includes two screenshots and the page has a footer
        not: README.md explains setup and the app is responsive
        not: README contains a screenshot""",
    ),
)
