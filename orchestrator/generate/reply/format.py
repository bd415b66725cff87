"""The reply format: tagged whole files and edits, closed by a sentinel; tolerantly read, strictly checked.

    <file path="index.html">
    …every line of the file…
    </file>
    <edit path="app.js">
    <<<<<<< SEARCH
    …lines as they are…
    =======
    …lines in their place…
    >>>>>>> REPLACE
    </edit>
    <delete path="old.js"/>
    <about> <title>…</title> <summary>…</summary> <usage>…</usage> <how>…</how> </about>
    <end-of-reply/>

A file whose own text holds such tags is written with an end mark of its own: `<file path="x" end="k3f9">`
up to `</file k3f9>`. The reader accepts prose, code fences and thoughts around the tags, tags of other
systems that name a file, CRLF, byte order marks, case, and quotes; it reads in time linear to the text.
Paths are checked here. The last version of a file counts, and the last sentinel ends the reply.
"""

import hashlib
import re

from orchestrator.generate.reply.reader import Reader, Reply
from orchestrator.generate.reply.tags import SENTINEL as SENTINEL_LINE
from orchestrator.generate.reply.tags import THOUGHTS, THOUGHTS_END

SENTINEL = "<end-of-reply/>"

_NEEDS_END_MARK = re.compile(
    r"</?(?:file|edit|about|delete|end-of-reply)\b|```|\ufeff|&(?:lt|gt);|<!\[CDATA|</html>.*\S|\A\s*<[a-z_-]+>",
    re.IGNORECASE | re.DOTALL,
)


def read_reply(text: str) -> Reply:
    """Read a whole reply. Never raises: what cannot be used becomes a problem."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    last = max((number for number, line in enumerate(lines) if SENTINEL_LINE.match(line)), default=len(lines))
    reader = Reader()
    for line in lines[:last]:
        reader.feed(line)
    reader.end(lines[last:])
    return reader.result()


def write_file(path: str, text: str) -> str:
    """One file in the reply format; `read_reply` gives back the same text (line feeds only, no CR)."""
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    attribute, closing = ("", "</file>")
    if _NEEDS_END_MARK.search(text):
        attribute, closing = (f' end="{mark}"', f"</file {mark}>")
    return f'<file path="{path}"{attribute}>\n{text}{closing}\n'


def without_thoughts(text: str) -> str:
    """The text after the thoughts that some models put first; their opening tag may be missing."""
    opened = THOUGHTS.match(text.lstrip())
    if opened:
        end = re.compile(rf"[<\[\u25c1]/{opened[1]}[>\]\u25b7]", re.IGNORECASE).search(text)
        return text[end.end() :] if end else ""
    ended = THOUGHTS_END.search(text)
    before = text[: ended.start()] if ended else ""
    if ended and not THOUGHTS.search(before) and "```" not in before and text[ended.end() :].strip():
        return text[ended.end() :]
    return text
