"""A contact form: its fields by the ids that the words give them, checked before anything is sent."""

import re
from collections.abc import Iterable
from typing import Any

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, claim, standing
from orchestrator.generate.offline.parts import assigned, free_ids, still_open
from orchestrator.generate.offline.reading import spoken

_CONTACT = r"\bcontact (forms?|sections?|page|us|me|details|info\w*)\b|(and|,) contact\b|\bfeedback form\b"
_FIELDS = {
    "name": (r"(?:full |your |contact )?name(?: input| field)?$", "Your name", "text"),
    "email": (r"(?:your |contact )?e ?mail(?: address| input| field)?$", "Your e-mail", "email"),
    "phone": (r".*(?:phone|mobile|telephone).*", "Your telephone number (if you like)", "tel"),
    "subject": (r"subject.*|topic|reason", "Subject", "text"),
    "message": (
        r"(?:your |contact )?(?:message|comments?|feedback|enquiry)(?: input| field| text)?$",
        "Your message",
        "long",
    ),
}
_ALWAYS = ("name", "email", "message")
_AROUND = {
    "error_id": r".*(?:error|warning|problem)s?(?: message)?$",
    "success_id": r".*(?:success|thanks?|thank you|confirmation|status|feedback)(?: message)?$",
    "button_id": r".*(?:submit|send)(?: btn| button| message)?$|btn$",
}
_CHOICES = re.compile(
    r"\b(?:with|of|:|\()\s*((?:[A-Z][\w ]{1,30},\s*)+(?:and |or )?[A-Z][\w ]{1,30}?)(?=[.;)]|$)"
)


def find_contact(ask: Ask, known: Known) -> Iterable[Feature]:
    """One form for the app; a static page hands the message to the mail program. Later rounds add fields."""
    before = standing(known, "contact")
    if not before and not ask.words.says(_CONTACT):
        return
    held: dict[str, Any] = dict(before.params) if before else {"id": _form(ask, known), "heading": "Contact"}
    there = {element["name"]: element for element in held.get("elements", ())}
    slots = {name: said for name, (said, _, _) in _FIELDS.items() if name not in there}
    slots |= still_open(_AROUND, held)
    free = [name for name in free_ids(ask, known) if name != held["id"]]
    named = assigned(ask, free, slots, ("error_id", "success_id"))
    fresh = [name for name in _FIELDS if name in named or (name in _ALWAYS and name not in there)]
    there |= {name: _field(ask, name, named.get(name, f"{held['id']}-{name}")) for name in fresh}
    address = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", ask.words.brief)
    yield Feature("contact", {
        **dict.fromkeys(_AROUND, ""), **held, **{name: named[name] for name in _AROUND if name in named},
        "elements": [there[name] for name in _FIELDS if name in there],
        "address": address[0] if address else held.get("address", ""),
    })  # fmt: skip


def _form(ask: Ask, known: Known) -> str:
    named = next(iter(ask.ids("contact-form")), None)
    return named or claim(ask, known, r"form", "form") or "contact-form"


def _field(ask: Ask, name: str, own: str) -> dict[str, Any]:
    _, label, kind = _FIELDS[name]
    found = _CHOICES.search(ask.words.brief[ask.words.brief.find(f"#{own}") :]) if name == "subject" else None
    choices = [part.strip() for part in re.split(r",\s*(?:and |or )?| and | or ", found[1])] if found else []
    return {"name": name, "id": own, "label": spoken(label), "kind": kind, "choices": choices}


CONTACTS = (
    Capability(
        "contact", find_contact, r"\bcontact\b|feedback form|\bvalidat", "contact", "has a contact form"
    ),
)
