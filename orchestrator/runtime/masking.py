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


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with every one of `secrets`, and whatever looks like a token, replaced by `***`.

    A secret is found in any case (some answer with e-mail addresses in small letters), as it is,
    percent-encoded, as JSON writes it, and as the Basic credentials that git sends; the longest first, so
    that one within another leaves nothing of that.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= 4:
            for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1], basic(secret)):
                text = re.sub(re.escape(form), "***", text, flags=re.IGNORECASE)
    return _CREDENTIALS.sub(r"\1***", _TOKENS.sub("***", text))


def basic(token: str) -> str:
    """A token as the Basic credentials that GitHub's git server takes."""
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()
