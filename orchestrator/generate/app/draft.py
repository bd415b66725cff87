"""What a generator hands over before the site is assembled with LICENSE, README and workflow."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class About:
    """Plain text for the README's sections; data for the template, never a template."""

    title: str
    summary: str
    usage: str = ""
    how_it_works: str = ""


@dataclass(frozen=True)
class Draft:
    """The app's own files as one generator wrote them, attachments not included."""

    files: Mapping[str, bytes]
    """New and changed files; in a revision, files that are not named stay as they are."""
    about: About
    removed: frozenset[str] = frozenset()
    notes: tuple[str, ...] = field(default=())
    """Sentences for README and summary: what the generator could not do, or left out."""
