"""A page of content: sections, navigation, colour scheme, contact form, motion."""

import json
import re
from collections.abc import Mapping

from orchestrator.generate.offline.data import read_json
from orchestrator.generate.offline.part import Part, first_ids
from orchestrator.generate.offline.request import Request

CONTENT = "content.json"
_SITE = r"\b(portfolio|landing page|home ?page|website|web site|personal (site|page)|resume|brochure)\b"
SECTIONS = {
    "about": ("About", r"\babout (me|us|section|page)\b|\ban about\b|, about\b|\bbio(graphy)?\b"),
    "projects": ("Projects", r"\bprojects\b|\bwork samples\b"),
    "skills": ("Skills", r"\bskills\b"),
    "experience": ("Experience", r"\bexperience\b|\bwork history\b"),
    "education": ("Education", r"\beducation\b"),
    "features": ("Features", r"\bfeatures\b(?= section|,| and|$|\.)"),
    "pricing": ("Pricing", r"\bpricing\b"),
    "testimonials": ("Testimonials", r"\btestimonials\b"),
    "services": ("Services", r"\bservices\b"),
    "team": ("Team", r"\bteam (section|page|members)\b|\b(the|our) team\b"),
}
_WORDS = """
    portfolio personal home landing showcase feature about us bio biography project samples skill
    experience history education service team member navigation nav bar links hero introduction business
    company developer designer student pricing plan price testimonial
"""
_CONTACT = r"\bcontact (form|section|page|me|us)\b|\b(and|,|a) contact\b"
_DARK = r"\bdark[- _]?(mode|theme)\b|\bnight mode\b|\btheme (toggle|switch\w*)|light/dark|dark/light"
_MOTION = r"\banimat(e|es|ed|ions?)\b|\bsmooth[- ]scroll|\btransitions?\b"

CONTACT_ROLES = {
    "button": (r".*(submit|send|button|btn)", r"\bbutton\b"),
    "message": (r".*message", r"\bmessage\b"),
    "email": (r".*e ?mail", r"\be-?mail\b"),
    "name": (r"(contact |your |full )?name", r"\bname\b"),
    "form": (r".*contact|.*\bform$", r"contact form"),
}
THEME_ROLES = {"toggle": (r".*(theme|dark|night|colou?r mode)", _DARK)}


def find_sections(request: Request, files: Mapping[str, bytes], _taken: frozenset[str]) -> Part | None:
    """One section for each kind of content that is named, filled from `content.json`."""
    topics = [topic for topic, (_, pattern) in SECTIONS.items() if request.says(pattern)]
    if not request.says(_SITE) or not (topics or request.says(r"\b(portfolio|resume)\b")):
        return None
    topics = topics or ["about"]
    sections = [{"topic": topic, "heading": SECTIONS[topic][0]} for topic in topics]
    first, *rest = (line.strip() for line in request.briefs[0].splitlines() if line.strip())
    lead = rest[0] if rest and len(first) <= 60 else ""
    return Part(
        "sections", {"sections": sections, "lead": lead}, f"shows the sections of {CONTENT}",
        f"The texts come from {CONTENT}: edit that file to replace the placeholders.",
        ids=frozenset(topics) & frozenset(request.ids), words=_WORDS,
        title=first if rest and len(first) <= 60 else "Portfolio" if request.says("portfolio") else "Welcome",
        made={CONTENT: _content(topics, files.get(CONTENT))}, files=frozenset([CONTENT]),
    )  # fmt: skip


def find_contact(request: Request, _files: Mapping[str, bytes], taken: frozenset[str]) -> Part | None:
    """A form whose message is handed to the visitor's mail program: a static page cannot send."""
    if not request.says(_CONTACT):
        return None
    first = first_ids(request, CONTACT_ROLES, taken)
    address = re.search(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", request.prose)
    params = {
        "form": first["form"] or "contact-form", "name": first["name"] or "contact-name",
        "email": first["email"] or "contact-email", "message": first["message"] or "contact-message",
        "button": first["button"], "address": address[0] if address else "",
    }  # fmt: skip
    words = "contact form validation validate field name email message required submit send button error"
    usage = "The contact form checks each field and opens the message in your mail program."
    ids = frozenset(filter(None, first.values()))
    return Part("contact", params, "has a contact form", usage, ids=ids, words=words)


def find_theme(request: Request, _files: Mapping[str, bytes], taken: frozenset[str]) -> Part | None:
    """A switch between the dark and the light scheme."""
    toggle = first_ids(request, THEME_ROLES, taken)["toggle"]
    if not toggle and not request.says(_DARK):
        return None
    words = "dark light night mode theme toggle switch switcher button scheme colour color persist remember"
    usage = "The Dark mode button switches between the dark and the light scheme and keeps the choice."
    ids = frozenset([toggle] if toggle else ())
    return Part("theme", {"id": toggle or "theme-toggle"}, "has a dark mode", usage, ids=ids, words=words)


def find_motion(request: Request, _files: Mapping[str, bytes], _taken: frozenset[str]) -> Part | None:
    """Smooth scrolling, and sections that rise as they come into view."""
    if not request.says(_MOTION) or not request.says(rf"{_SITE}|scroll"):
        return None
    words = "smooth scroll animation animate transition subtle fade"
    usage = "Scrolling is smooth and sections rise into view, unless reduced motion is asked for."
    return Part("motion", {}, "moves gently", usage, words=words)


def _content(topics: list[str], present: bytes | None) -> bytes:
    """`content.json` with a placeholder for each topic; entries that are there are kept."""
    entries = read_json(present or b"{}")
    kept = entries if isinstance(entries, dict) else {}
    placeholder = {"text": f"Placeholder: write this section in {CONTENT}.", "items": []}
    text = json.dumps({**dict.fromkeys(topics, placeholder), **kept}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "replace")
