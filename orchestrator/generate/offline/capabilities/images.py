"""Showing an image that the page's address names, or an attached one."""

import re
from collections.abc import Iterable

from orchestrator.generate.offline.feature import Ask, Capability, Feature, Known, standing

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")

_OWN_IDS = {None, "captcha-url", "captcha-text", "image-url"}
"""Ids that no words gave: a later round may give others."""


def find_image(ask: Ask, known: Known) -> Iterable[Feature]:
    """An image viewer with an address to choose another image; captchas are shown, not solved."""
    before = standing(known, "image")
    captcha = ask.words.says(r"\bcaptcha")
    asked = captcha or ask.words.says(
        r"\bimages?\b[^.]{0,200}\?\w+=|\?\w+=[^.]{0,200}\bimages?\b|image viewer|view(s|ing)? an image"
    )
    if not asked and not (before and (ask.ids("image-url") or ask.ids("image-text"))):
        return
    files = ask.files_like(*_IMAGES)
    parameter = re.search(r"\?(\w+)=", ask.words.everything)
    subject = "captcha" if captcha else "image"
    first = {
        "id": next(iter(ask.ids("image")), "captcha-image" if captcha else "image"),
        "file": files[0] if files else None, "parameter": "url", "url_id": f"{subject}-url",
        "text_id": "captcha-text" if captcha else None, "heading": subject.capitalize(),
    }  # fmt: skip
    params = dict(before.params) if before else first
    params["parameter"] = parameter[1] if parameter else params["parameter"]
    for role in ("url", "text"):
        names = ask.ids(f"image-{role}")
        if names and params[f"{role}_id"] in _OWN_IDS:
            params[f"{role}_id"] = names[0]
    yield Feature("image", params)


IMAGES = (
    Capability(
        "image",
        find_image,
        r"image|picture|photo|captcha|\?url=|\b(attached|default|sample)\b",
        "image",
        "shows an image that its address names",
    ),
)
