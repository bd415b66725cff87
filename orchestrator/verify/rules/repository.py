"""Rules about the repository: README, workflows, what was there before."""

import re

from orchestrator.records.site import Site
from orchestrator.verify.plan.check_types import FileCheck, Finding, Method, NotRun
from orchestrator.verify.rules.context import Asked
from orchestrator.verify.rules.words import content_words, spoken_of, stems
from orchestrator.verify.static_checks.workflow_policy import workflow_files

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_SHOWN = re.compile(
    r"(?:(?:at least|an?|the|some|live|working|pages|demo) )*"
    r"(?:\d+|links?|urls?|screenshots?|images?|badges?|code blocks?|tables?|diagrams?|videos?|gifs?)\b",
    re.IGNORECASE,
)
"""What a README shows rather than speaks of: words cannot tell."""


def readme_exists(_match: re.Match[str], _asked: Asked) -> Method:
    """A README.md that says something."""

    def judge(site: Site) -> Finding:
        words = len(site.text("README.md").split()) if "README.md" in site else 0
        return Finding(words >= 20, "a README.md of at least 20 words", f"{words} words", "README.md")

    return FileCheck(judge)


def readme_tells(match: re.Match[str], asked: Asked) -> Method | None:
    """The README speaks of what the sentence names, in words of its own: two of three content words."""
    if _SHOWN.match(match["what"]):
        return None
    wanted = content_words(match["what"])

    def judge(site: Site) -> Finding:
        if "README.md" not in site:
            return Finding(False, "a README.md", "there is none", "README.md")
        there = stems(own_words(site.text("README.md"), asked))
        missing = [word for word in wanted if not spoken_of(word, there)]
        seen = f"not a word of {', '.join(missing)}" if missing else "all told"
        return Finding(
            len(missing) <= len(wanted) // 3, f"README.md tells of {', '.join(wanted)}", seen, "README.md"
        )

    return FileCheck(judge) if wanted else readme_exists(match, asked)


def sections(match: re.Match[str], _asked: Asked) -> Method | None:
    """The README has headings that speak of each part of a list."""
    if _SHOWN.match(match["what"]):
        return None
    wanted = [words for part in re.split(r",|\band\b|&|/", match["what"]) if (words := content_words(part))]

    def judge(site: Site) -> Finding:
        text = site.text("README.md") if "README.md" in site else ""
        headings = [stems(heading) for heading in _HEADING.findall(text)]
        missing = [
            " ".join(words)
            for words in wanted
            if not any(spoken_of(word, heading) for word in words for heading in headings)
        ]
        expected = f"headings for {', '.join(' '.join(words) for words in wanted)}"
        return Finding(
            not missing,
            expected,
            f"no heading for {', '.join(missing)}" if missing else "all there",
            "README.md",
        )

    return FileCheck(judge) if wanted else None


def own_words(text: str, asked: Asked) -> str:
    """A README without quotations: no line that quotes, or that repeats the check itself."""
    check = " ".join(asked.text.split()).lower()
    kept = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    return "\n".join(line for line in kept if check not in " ".join(line.replace("\\", "").split()).lower())


def has_workflow(_match: re.Match[str], _asked: Asked) -> Method:
    """At least one workflow file."""

    def judge(site: Site) -> Finding:
        found = workflow_files(site)
        return Finding(
            bool(found), "a workflow in .github/workflows/", ", ".join(found) or "none", ".github/workflows"
        )

    return FileCheck(judge)


def same_repository(_match: re.Match[str], asked: Asked) -> Method:
    """An update of what is there already."""
    if asked.round == 1:
        return NotRun("this is the first round: there is nothing yet that could be updated", counts=False)
    there = asked.base is not None
    finding = Finding(there, "the app that was published before is the base",
                      "its files were the base" if there else "no earlier repository was found")  # fmt: skip
    return FileCheck(lambda _site: finding)


def on_github(_match: re.Match[str], _asked: Asked) -> Method:
    """What the publisher sees to, and what nobody can see before."""
    return NotRun(
        "about GitHub, where the site is only after it was verified: told, not counted", counts=False
    )
