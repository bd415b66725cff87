"""What is said about an app in its README: read back from the one that stands, or begun from the brief."""

import re
from dataclasses import replace

from orchestrator.generate.app.draft import About
from orchestrator.records.site import Site
from orchestrator.task.model import Task

DEFAULT_ABOUT = About(
    "App",
    "A static web app.",
    "The page explains itself.",
    "Everything happens in the browser; [Files](#files) lists the parts.",
)
"""What stands in a README where the generator said nothing."""

ASKED_CHARACTERS = 300
"""Of a brief that stands in for what a generator did not say about its changes."""

_OURS = "\n## Provenance\n"
"""The heading by which a README of ours is known."""

_FRAME = ("What was asked for, word for word, stands under [Rounds]", "Open <")
"""How the paragraphs begin that the template itself puts around what was said."""


def is_generated(readme: str) -> bool:
    """Whether a README was made here, rather than attached to a task."""
    return _OURS in readme


def about_from_readme(site: Site | None) -> About | None:
    """What a site's README says about it, as it may be said again; None if it has none of ours."""
    readme = site.text("README.md") if site and "README.md" in site else ""
    title = re.match(r"# (.+)\n", readme)
    if title is None or not is_generated(readme):
        return None
    said = [_section(readme, heading) for heading in ("What it does", "Usage", "How the code works")]
    unsaid = (DEFAULT_ABOUT.summary, DEFAULT_ABOUT.usage, DEFAULT_ABOUT.how_it_works)
    return About(title[1], *("" if part in unsaid else part for part in said))


def default_about(site: Site | None, task: Task) -> About:
    """What the README of an earlier round says, and what this round asks for besides; else the brief."""
    earlier = about_from_readme(site)
    if earlier is None:
        return About(task.title, task.brief)
    asked = " ".join(task.brief.split())
    asked = asked if len(asked) <= ASKED_CHARACTERS else f"{asked[:ASKED_CHARACTERS].rstrip()} …"
    summary = f"{earlier.summary}\n\nRound {task.round} asked for this: {asked}"
    return replace(earlier, summary=summary.strip())


def _section(readme: str, heading: str) -> str:
    """The text below a heading, without what the template says there itself."""
    below = readme.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    paragraphs = below.strip().split("\n\n")
    return "\n\n".join(paragraph for paragraph in paragraphs if not paragraph.startswith(_FRAME))
