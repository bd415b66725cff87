"""What belongs into the head of a page and needs no model: charset, viewport, icon, the styles."""

import re
from collections.abc import Mapping

_HEAD = re.compile(r"<head\b[^>]*>[ \t]*\n?", re.IGNORECASE)
_HEAD_END = re.compile(r"[ \t]*</head\s*>", re.IGNORECASE)
_NEEDED = (
    (r"<meta\b[^>]*\bcharset\b", '<meta charset="utf-8">'),
    (
        r"<meta\b[^>]*\bname\s*=\s*[\"']?viewport",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ),
    (r"<link\b[^>]*\brel\s*=\s*[\"']?[^\"'>]*\bicon\b", '<link rel="icon" href="data:,">'),
)


def with_whole_heads(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, with all that is needed in the head of every page among them."""
    return {
        path: _with_whole_head(data) if path.lower().endswith((".html", ".htm")) else data
        for path, data in files.items()
    }


def _with_whole_head(data: bytes) -> bytes:
    """The same page, complete and with its last styles in their place; what has no head stays as it is.

    Models are asked for the styles last, where HTML allows none: small ones write better code then.
    """
    text = data.decode("utf-8", "surrogateescape")
    head, end = _HEAD.search(text), _HEAD_END.search(text)
    if not (head and end and head.end() <= end.start()):
        return data
    styles, body = _last_styles(text[end.start() :])
    inside = text[head.end() : end.start()]
    added = [line for needed, line in _NEEDED if not re.search(needed, inside, re.IGNORECASE)]
    whole = (text[: head.end()], *(f"{line}\n" for line in added), inside, styles, body)
    return "".join(whole).encode("utf-8", "surrogateescape")


def _last_styles(body: str) -> tuple[str, str]:
    """The style elements right before the end of the body, or before a comment there; and the rest."""
    close = body.lower().rfind("</body")
    before, after = body[: max(close, 0)].rstrip(), body[max(close, 0) :]
    comment = before.rfind("<!--") if before.endswith("-->") else len(before)
    before, after = before[:comment].rstrip(), f"{before[comment:]}\n{after}"
    styles = ""
    while before.lower().endswith("</style>"):
        start = before.lower().rfind("<style")
        styles = f"{before[start:]}\n{styles}"
        before = before[:start].rstrip()
    return (styles, f"{before}\n{after.lstrip()}") if styles else ("", body)
