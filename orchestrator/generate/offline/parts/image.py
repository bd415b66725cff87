"""An image by a parameter of the address, or the attached one; a captcha is shown, never solved."""

from collections.abc import Mapping

from orchestrator.generate.offline.part import Part, first_ids
from orchestrator.generate.offline.request import Request

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")

ROLES = {
    "url": (r".*(url|src|source|address)$", r"(?<![=?])\burl\b|address of the image"),
    "image": (r".*(image|captcha|picture|photo|img)$", r"\b(image|picture|photo|captcha)\b"),
}

WORDS = """
    image picture photo captcha handle query parameter sample support passed png jpg svg address
    otherwise fall back fallback given missing source pass
"""


def find(request: Request, files: Mapping[str, bytes], taken: frozenset[str]) -> Part | None:
    """An image viewer whose address names the image."""
    captcha = request.says(r"\bcaptcha")
    by_address = request.says(r"\b(image|picture|photo)s?\b[^.]{0,200}\?\w+=|\?\w+=[^.]{0,200}\bimage")
    if not captcha and not by_address:
        return None
    images = [name for name in files if name.lower().endswith(IMAGES)]
    named = [name for name in images if name in request.prose] or images
    first = first_ids(request, ROLES, taken)
    params = {
        "image": first["image"] or "shown-image",
        "url": first["url"] or "shown-image-url",
        "file": named[0] if named else None,
        "parameter": request.parameter(),
        "captcha": captcha,
    }
    return Part(
        "image", params, "shows an image that its address names",
        f"Add ?{params['parameter']}=ADDRESS to the page's address, or type one, to show another image.",
        ids=frozenset(filter(None, first.values())), words=WORDS,
        title="Captcha" if captcha else "Image", files=frozenset(named[:1]),
    )  # fmt: skip
