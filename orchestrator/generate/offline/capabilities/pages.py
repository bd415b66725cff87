"""Whole pages: named sections of content, navigation, colour scheme, contact form, movement."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, claim, standing
from orchestrator.generate.offline.reading import Words

_SITE = (
    r"\b(portfolio|landing page|home ?page|website|web site|personal (site|page)|resume|résumé|curriculum "
    r"vitae|\bcv\b|"
    r"blog|brochure|company page|product page|about page|event page|restaurant|business card)\b"
)
_OWN_PAGE = r"\b(portfolio|landing page|home ?page|resume|résumé|personal|blog|company|brochure)\b"
_SECTIONS = (
    ("about", r"\babout\b|\bbio(graphy)?\b|introduc"),
    ("projects", r"\bprojects?\b|\bportfolio of\b|\bwork samples\b"),
    ("skills", r"\bskills?\b|\btech(nology)? stack\b"),
    ("experience", r"\bexperience\b|\bwork history\b|\bcareer\b"),
    ("education", r"\beducation\b|\bdegrees?\b"),
    ("services", r"\bservices\b"),
    ("features", r"\bfeatures section\b|\bkey features\b|\bfeature (list|cards)\b"),
    ("pricing", r"\bpric(ing|es)\b|\bplans\b"),
    ("team", r"\bteam\b"),
    ("testimonials", r"\btestimonials?\b|\breviews\b"),
    ("gallery", r"\bgallery\b"),
    ("menu", r"\b(food|restaurant|dinner|lunch) menu\b|\bmenu section\b|\bdishes\b"),
    ("posts", r"\bblog posts?\b|\barticles\b|\bblog\b"),
    ("faq", r"\bfaqs?\b|frequently asked"),
    ("hours", r"\bopening hours\b"),
)
_NAMES = {"faq": "Questions", "hours": "Opening hours"}


def find_content(ask: Ask, known: Known) -> Iterable[Feature]:
    """One section for each kind of content that is named, filled from `content.json`."""
    if not ask.words.says(_SITE) and not standing(known, "content"):
        return
    here = {feature.params["topic"] for feature in known if feature.kind == "content"}
    text = without_files(ask.words)
    topics = [topic for topic, pattern in _SECTIONS if re.search(pattern, text, re.IGNORECASE)]
    if not here and not topics and ask.words.says(_OWN_PAGE):
        topics = ["about"]
    for topic in topics:
        if topic not in here:
            name = claim(ask, known, rf"^{topic}( section)?$") or topic
            yield Feature(
                "content", {"id": name, "topic": topic, "heading": _NAMES.get(topic, topic.capitalize())}
            )


def without_files(words: Words) -> str:
    """The brief without the names of files: `about.md` asks for no section."""
    return re.sub("|".join(map(re.escape, words.files)) or r"(?!)", " ", words.brief)


def find_theme(ask: Ask, known: Known) -> Iterable[Feature]:
    """A switch between the dark and the light scheme."""
    asked = ask.words.says(
        r"\bdark[- _]?(mode|theme)\b|\bnight mode\b|\btheme (toggle|switch\w*)|light/dark|dark/light"
    )
    if (asked or ask.ids("theme")) and not standing(known, "theme"):
        yield Feature("theme", {"id": next(iter(ask.ids("theme")), "theme-toggle")})


def find_motion(ask: Ask, known: Known) -> Iterable[Feature]:
    """Smooth scrolling, and sections that rise as they come into view."""
    if ask.words.says(r"\banimat(e|es|ed|ions?)\b|\bsmooth[- ]scroll|\btransitions?\b") and not standing(
        known, "motion"
    ):
        yield Feature("motion")


def find_navigation(ask: Ask, known: Known) -> Iterable[Feature]:
    """Links to the sections: where asked for, and where a page has several sections of content."""
    asked = ask.words.says(r"\bnav(igation|bar)?\b|\bmenu bar\b|\bhamburger\b")
    many = sum(feature.kind == "content" for feature in known) > 1
    if (asked or many) and not standing(known, "navigation"):
        yield Feature("navigation", {"id": claim(ask, known, r"\bnav|menu", "nav") or "navigation"})


PAGES = (
    Capability(
        "content",
        find_content,
        rf"{_SITE}|" + "|".join(pattern for _, pattern in _SECTIONS),
        "content",
        "shows the sections of content.json",
    ),
    Capability(
        "theme",
        find_theme,
        r"\bdark\b|\btheme|night mode|local ?storage|\bpersist|\bremember",
        "page",
        "has a dark scheme with a switch",
        "header",
    ),
    Capability("motion", find_motion, r"animat|smooth|transition", "page", "moves gently", "header"),
    Capability(
        "navigation", find_navigation, r"\bnav|hamburger|menu", "page", "links its sections", "header"
    ),
)
