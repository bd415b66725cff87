"""Keeps secrets out of everything that is shown: logs, errors, summaries, commit statuses."""

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

_TOKENS = re.compile(r"\b(gh[opsur]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|sk-[\w-]{20,})")
_CREDENTIALS = re.compile(
    r"(?i)((?:authorization: *|basic |bearer )(?:basic |bearer )?)[A-Za-z0-9+/=_.-]{8,}"
)
MIN_SECRET = 4
"""Characters; replacing shorter values would make the text unreadable."""


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with `***` in place of each of `secrets` and of everything that looks like a token.

    A secret is found in any case, as it is, percent-encoded, JSON-encoded, and as git's Basic credentials.
    """
    for secret in sorted(secrets, key=len, reverse=True):  # a secret may contain another one
        if len(secret) >= MIN_SECRET:
            for form in (
                secret,
                quote(secret, safe="", errors="replace"),
                json.dumps(secret)[1:-1],
                basic(secret),
            ):
                text = re.sub(re.escape(form), "***", text, flags=re.IGNORECASE)
    return _CREDENTIALS.sub(r"\1***", _TOKENS.sub("***", text))


def basic(token: str) -> str:
    """A token as the Basic credentials of GitHub's git server."""
    return base64.b64encode(f"x-access-token:{token}".encode(errors="replace")).decode()
