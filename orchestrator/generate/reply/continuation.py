"""Joining a reply that was cut off with its continuation: nothing lost, nothing doubled."""

import re
from collections import deque

from orchestrator.generate.reply.format import without_thoughts

MAX_CONTINUATIONS = 2

MIN_OVERLAP = 24
"""Characters that a continuation must share with the end to count as a repetition: a lone `}` is code …"""

MIN_LETTERS = 4
"""… or letters and digits: of 60,000 cuts through real files 1 in 4,000 goes on with four that stand last."""

MAX_OVERLAP = 8_000
"""Characters at the end of a reply in which a repetition is looked for."""

_OPEN = re.compile(
    r'^[ \t]*<(?:file|edit)\b[^<>\n]{0,400}path\s*=\s*["\']?([^"\'>\n]+)', re.IGNORECASE | re.MULTILINE
)
_UNFINISHED_TAG = re.compile(r"[ \t]*</?(?:file|edit)\b[^>\n]*\Z", re.IGNORECASE)
_BEGUN = re.compile(r"[^\W\d_]|^<[/!]?$")
"""What an unfinished line must hold to be known again: a letter, or the beginning of a tag."""

_FENCE = re.compile(r"\A\s*```[\w-]*\n")
_TALK = re.compile(r"\A\s*(?:[A-Z][^\n<>{}=;`]{3,300}[:.!…][ \t]*\n\s*){1,3}")
"""Sentences that a continuation may begin with although it was told to explain nothing."""

_ANNOUNCED = re.compile(
    r"\A\s*(?:(?:\.\.\.|…)|(?:(?:sure|certainly|of course|okay|ok)\b[^\w\n]*)?"
    r"(?:here(?:'s| is| are) (?:the )?(?:rest|remain\w+|continuation)\b"
    r"|(?:continu|resum)(?:ing|ed) (?:\w+ )?(?:from )?where\b|(?:continuing|continued|resuming)[.:…]"
    r"|(?:i will|i'll|let me) (?:continue|go on|resume)\b)[^\n<>{}=;`]{0,200})[ \t]*\n\s*",
    re.IGNORECASE,
)
"""A sentence that can only be about the answer itself, or the dots that stand for what came before."""


def without_partial_character(text: str) -> str:
    """A cut-off reply as it is gone on with: without half a character at its end, lines ended in one way."""
    return text.replace("\r\n", "\n").rstrip("\ufffd\r")


def join(kept: str, more: str, inside: bool) -> str:
    """Put a continuation after what was kept; `inside` says that a file of `kept` is still open.

    The continuation may go straight on, repeat the last lines first, begin with thoughts or a sentence, stand
    in a code fence, or begin a file anew; then the part of the file that was cut off is dropped.
    """
    more = more.removeprefix("\ufeff").replace("\r\n", "\n").lstrip("\ufffd")
    if kept.strip() and not without_thoughts(kept).strip():  # it was cut off while the model was thinking
        return kept + more if "</think" in more.lower() else more
    more = _without_preamble(kept, more)
    repeated = _repeated(kept, more)
    anew = more.lstrip("\n")
    if not repeated and _OPEN.match(anew):
        return _without_unfinished(kept, inside) + anew
    apart = "\n" if not inside and kept.endswith(">") else ""
    return kept + apart + more[repeated:]


def _without_preamble(kept: str, more: str) -> str:
    """A continuation without thoughts, fence, and what is said about it."""
    bare = without_thoughts(more)
    more = more if bare == more else bare.lstrip("\n")
    announced = _ANNOUNCED.match(more) or _TALK.match(more)
    if announced and (announced.re is _ANNOUNCED or _goes_on(kept, more[announced.end() :])):
        more = more[announced.end() :]
    return _without_fence(kept, more)


def _without_fence(kept: str, more: str) -> str:
    fenced = _FENCE.match(more)
    return more[fenced.end() :] if fenced and not kept.rstrip().endswith("```") else more


def _goes_on(kept: str, more: str) -> bool:
    """Whether a text shows that it goes on: in a fence, with a tag, or by repeating the last lines."""
    bare = _without_fence(kept, more)
    return bare != more or bool(_OPEN.match(bare) or _repeated(kept, bare))


def _without_unfinished(kept: str, inside: bool) -> str:
    """What stays where a continuation begins a file anew, or another one: no tag, and no file, by half."""
    start = kept.rfind("\n") + 1
    if not inside:
        return f"{kept}\n"
    if _UNFINISHED_TAG.match(kept, start):
        return kept[:start]
    last = deque(_OPEN.finditer(kept), maxlen=1)
    return kept[: last[0].start()] if last else kept


def _repeated(kept: str, more: str) -> int:
    """How many characters at the start of `more` repeat the end of `kept`, or its unfinished line."""
    begun = kept[kept.rfind("\n") + 1 :].strip()
    start = len(more) - len(more.lstrip())
    again = _BEGUN.search(begun) and more.startswith(begun, start)
    return _overlap(kept, more) or (start + len(begun) if again else 0)


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
    same = head[:shared].strip()
    return shared if len(same) >= MIN_OVERLAP or sum(map(str.isalnum, same)) >= MIN_LETTERS else 0
