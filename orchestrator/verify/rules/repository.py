"""Rules about the repository: licence, README, workflows, named files."""

import re

from orchestrator.records import Site
from orchestrator.verify.rules.asked import Asked
from orchestrator.verify.rules.words import content_words, stem
from orchestrator.verify.ways import Finding, Static, Unjudged, Way
from orchestrator.verify.workflows import workflow_files

MIT_SENTENCES = (
    "permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated "
    "documentation files",
    "the above copyright notice and this permission notice shall be included in all copies or substantial portions "
    "of the software",
    'the software is provided "as is", without warranty of any kind, express or implied',
)
"""What SPDX's MIT text says between the replaceable parts, in lower case with single spaces."""

LICENCE_NAMES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING")


def licence(match: re.Match[str], _asked: Asked) -> Way:  # noqa: ARG001 - every rule has the same shape
    """A licence file; the MIT one's text is compared."""

    def judge(site: Site) -> Finding:
        name = next((n for n in LICENCE_NAMES if n in site), None)
        expected = "a LICENSE file with the whole MIT text"
        if name is None:
            return Finding(False, expected, "no LICENSE file", "LICENSE")
        text = " ".join(site.text(name).lower().replace("“", '"').replace("”", '"').split())
        missing = [sentence for sentence in MIT_SENTENCES if sentence not in text]
        seen = f"missing: {missing[0]}" if missing else "the whole text"
        return Finding(not missing, expected, seen, name)

    return Static(judge)


def readme_exists(_match: re.Match[str], _asked: Asked) -> Way:
    """A README.md that says something."""

    def judge(site: Site) -> Finding:
        words = len(site.text("README.md").split()) if "README.md" in site else 0
        return Finding(words >= 20, "a README.md of at least 20 words", f"{words} words", "README.md")

    return Static(judge)


def readme_tells(match: re.Match[str], _asked: Asked) -> Way:
    """The README speaks of what the sentence names: each content word, compared by its stem."""
    wanted = content_words(match["what"])

    def judge(site: Site) -> Finding:
        if "README.md" not in site:
            return Finding(False, "a README.md", "no README.md", "README.md")
        there = {stem(word) for word in re.findall(r"[a-z0-9]+", site.text("README.md").lower())}
        missing = [word for word in wanted if stem(word) not in there]
        enough = len(missing) <= len(wanted) // 3
        return Finding(enough, f"README.md tells of {', '.join(wanted)}",
                       f"not a word of {', '.join(missing)}" if missing else "all told", "README.md")  # fmt: skip

    return Static(judge) if wanted else readme_exists(match, _asked)


def has_workflow(_match: re.Match[str], _asked: Asked) -> Way:
    """At least one workflow file."""

    def judge(site: Site) -> Finding:
        found = workflow_files(site)
        return Finding(
            bool(found), "a workflow in .github/workflows/", ", ".join(found) or "none", ".github/workflows"
        )

    return Static(judge)


def same_repository(_match: re.Match[str], asked: Asked) -> Way:
    """An update of what is there already."""
    if asked.round == 1:
        return Unjudged("this is the first round: there is no repository yet that could be updated")
    there = asked.base is not None
    finding = Finding(there, "the app that was published before is the base",
                      "its files were the base" if there else "no earlier repository was found")  # fmt: skip
    return Static(lambda _site: finding)


def named_file(match: re.Match[str], _asked: Asked) -> Way:
    """A file of this name exists and is not empty."""
    name = match["file"]

    def judge(site: Site) -> Finding:
        found = name in site and bool(site[name].strip())
        return Finding(
            found, f"a file {name} that is not empty", "there" if found else "not there, or empty", name
        )

    return Static(judge)
