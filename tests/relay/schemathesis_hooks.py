"""What Schemathesis cannot know: the secret, what a safe path is, that names of attachments are distinct."""

import unicodedata
from typing import Any

import schemathesis
from hypothesis import strategies as st

SECRET = "correct horse"

_SEGMENT = st.text(st.characters(min_codepoint=33, blacklist_categories=["Cs"]), min_size=1, max_size=12)


def _path(segments: list[str]) -> str:
    return unicodedata.normalize("NFC", "/".join(f"_{segment}_" for segment in segments))


schemathesis.openapi.format("safe-path", st.lists(_SEGMENT, min_size=1, max_size=3).map(_path))


@schemathesis.hook
def map_body(_: schemathesis.HookContext, body: Any) -> Any:  # noqa: ANN401 - any JSON
    """Bring the right secret where one was sent, so that what comes after it is reached."""
    if isinstance(body, dict) and isinstance(body.get("secret"), str) and body["secret"]:
        return body | {"secret": SECRET}
    return body


@schemathesis.hook
def filter_body(_: schemathesis.HookContext, body: Any) -> bool:  # noqa: ANN401 - any JSON
    """Leave out what only words in the description forbid: two attachments of one name."""
    attachments = body.get("attachments") if isinstance(body, dict) else None
    if not isinstance(attachments, list):
        return True
    names = [str(item.get("name")).lower() for item in attachments if isinstance(item, dict)]
    return len(set(names)) == len(names)
