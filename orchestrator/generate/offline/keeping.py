"""Under which name a request wants something kept in the browser."""

import re

from orchestrator.generate.offline.reading import Words

_IN_CODE = re.compile(r"""localStorage\.\w+Item\(\s*\\?["'`]([^"'`\\]+)""")
_QUOTED = re.compile(r"""(?:local ?storage|cached?)\b[^.]{0,60}?["'“`]([^"'”`]+)["'”`]""", re.IGNORECASE)
_BARE = re.compile(
    r"local ?storage\b[^.]{0,30}?\b(?:under|as|key)\s+(?:the key\s+)?([a-z][\w:-]*)", re.IGNORECASE
)

KEPT = r"local ?storage|\bpersist|\breload|\bremember"
"""Keeping what was done in the browser."""


def storage_key(words: Words, own: str) -> str | None:
    """The key of the local storage that code or prose name; `own` if only keeping is asked for, else None."""
    found = _IN_CODE.search("\n".join(words.code)) or _QUOTED.search(words.prose) or _BARE.search(words.prose)
    if found:
        return found[1]
    return own if words.says(rf"{KEPT}|\bcache") else None
