"""The rule for file names from outside: attachments, model replies, clones, artifacts."""

import re
import unicodedata

from orchestrator.errors import UnsafePath

MAX_PATH = 240
"""Characters in a whole path; leaves room for a work directory below the 260 of Windows."""

MAX_SEGMENT_BYTES = 120
"""UTF-8 bytes in one segment; file systems stop at 255."""

_FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)
"""Among them the characters that git ignores when it looks for `.git` (`utf8.c`, `next_hfs_char`)."""
_RESERVED = re.compile(r"(?i)\.git|git~[0-9]+|(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?")
"""`.git` and its short names on Windows, and the names of Windows' devices, whatever their extension."""


def checked_path(path: str) -> str:
    """Return `path` unchanged if it is a safe relative POSIX path, below a site's root on every platform.

    Raises:
        UnsafePath: it is absolute, leaves the root, is not NFC, is too long, or has a reserved or control
            character, or a segment that Windows or git reserve.
    """
    if not path or len(path) > MAX_PATH:
        raise UnsafePath(path, f"its length must be 1 to {MAX_PATH} characters")
    if unicodedata.normalize("NFC", path) != path:
        raise UnsafePath(path, "it is not in Unicode normal form C")
    if _FORBIDDEN.search(path):
        raise UnsafePath(path, "it holds a control, reserved or invisible character")
    for segment in path.split("/"):
        _check_segment(path, segment)
    return path


def _check_segment(path: str, segment: str) -> None:
    if segment in {"", ".", ".."}:
        raise UnsafePath(path, "it is absolute, has an empty segment, or a segment . or ..")
    if segment != segment.strip() or segment.endswith("."):
        raise UnsafePath(path, "a segment begins or ends with a space, or ends with a dot")
    if _RESERVED.fullmatch(segment):
        raise UnsafePath(path, f"{segment!r} is reserved")
    if len(segment.encode("utf-8", "surrogatepass")) > MAX_SEGMENT_BYTES:
        raise UnsafePath(path, f"a segment is longer than {MAX_SEGMENT_BYTES} bytes")
