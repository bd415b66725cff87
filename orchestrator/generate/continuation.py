"""Joining a reply that was cut off with its continuation: nothing lost, nothing doubled."""

import re
from collections import deque

from orchestrator.generate.reply import without_thoughts

MAX_CONTINUATIONS = 2

MIN_OVERLAP = 24
"""Characters that a continuation must share with the end to count as a repetition: a lone `}` is code."""

MAX_OVERLAP = 8_000
"""Characters at the end of a reply in which a repetition is looked for."""

LONG_LINE = 2_000
"""An unfinished last line longer than this is kept: minified code may be one line."""

_OPEN = re.compile(
    r'^[ \t]*<(?:file|edit)\b[^<>\n]{0,400}path\s*=\s*["\']?([^"\'>\n]+)', re.IGNORECASE | re.MULTILINE
)
_FENCE = re.compile(r"\A\s*```[\w-]*\n")
_TALK = re.compile(r"\A\s*(?:[A-Z][^\n<>{}=;`]{3,300}[:.!…][ \t]*\n\s*){1,3}")
"""Sentences that a continuation may begin with although it was told to explain nothing."""


def kept_part(text: str) -> str:
    """A cut-off reply without its unfinished last line, so that the continuation begins at a line's start."""
    cut = text.rfind("\n") + 1
    return text if len(text) - cut > LONG_LINE else text[:cut]


def join(kept: str, more: str, inside: bool) -> str:
    """Put a continuation after what was kept; `inside` says that a file of `kept` is still open.

    The continuation may go straight on, repeat the last lines first, begin with thoughts or a sentence, stand
    in a code fence, or begin a file anew; then the part of the file that was cut off is dropped.
    """
    more = more.removeprefix("\ufeff").replace("\r\n", "\n")
    if kept.strip() and not without_thoughts(kept).strip():  # it was cut off while the model was thinking
        return kept + more if "</think" in more.lower() else more
    more = without_thoughts(more)
    talk = _TALK.match(more)
    if talk and _goes_on(kept, more[talk.end() :]):
        more = more[talk.end() :]
    more = _without_fence(kept, more)
    if inside and _OPEN.match(more.lstrip("\n")):
        return kept[: _last_opened(kept)] + more
    return kept + more[_overlap(kept, more) :]


def _without_fence(kept: str, more: str) -> str:
    fenced = _FENCE.match(more)
    return more[fenced.end() :] if fenced and not kept.rstrip().endswith("```") else more


def _goes_on(kept: str, more: str) -> bool:
    """Whether a text shows that it goes on: in a fence, with a tag, or by repeating the last lines."""
    bare = _without_fence(kept, more)
    return bare != more or bool(_OPEN.match(bare) or _overlap(kept, bare))


def _last_opened(kept: str) -> int:
    """Where the file begins that was cut off: the continuation begins it, or another one, anew."""
    last = deque(_OPEN.finditer(kept), maxlen=1)
    return last[0].start() if last else len(kept)


def _overlap(kept: str, more: str) -> int:
    """How many characters at the start of `more` repeat the end of `kept` (a prefix function, linear)."""
    head, tail = more[:MAX_OVERLAP], kept[-MAX_OVERLAP:]
    pattern = f"{head}\0{tail}"
    borders = [0] * len(pattern)
    for index in range(1, len(pattern)):
        length = borders[index - 1]
        while length and pattern[index] != pattern[length]:
            length = borders[length - 1]
        borders[index] = length + (pattern[index] == pattern[length])
    shared = borders[-1] if pattern else 0
    return shared if len(head[:shared].strip()) >= MIN_OVERLAP else 0
