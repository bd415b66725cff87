"""The reply format: tagged whole files and edits, closed by a sentinel; tolerantly read, strictly kept.

    <file path="index.html">
    …every line of the file…
    </file>
    <edit path="app.js">
    <<<<<<< SEARCH
    …lines as they stand…
    =======
    …lines in their place…
    >>>>>>> REPLACE
    </edit>
    <delete path="old.js"/>
    <about> <title>…</title> <summary>…</summary> <usage>…</usage> <how>…</how> </about>
    <end-of-reply/>

A file whose own text holds such tags is written with an end mark of its own: `<file path="x" end="k3f9">`
up to `</file k3f9>`. The reader forgives prose, code fences and thoughts around the tags, CRLF, byte order
marks, case, and quotes; it reads line by line, in time linear to the text. Paths are checked here.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.errors import UnsafePath
from orchestrator.generate.blocks import Block, Edit, content_of, read_about, read_edits
from orchestrator.generate.draft import About
from orchestrator.paths import checked_path

SENTINEL = "<end-of-reply/>"

MAX_FILES = 300
"""Files in one reply; more are refused one by one."""

_OPEN = re.compile(r"[ \t]*<(file|edit|about)\b([^<>\n]{0,400})(?:>(.*))?", re.IGNORECASE)
_DELETE = re.compile(r"[ \t]*<delete\b([^<>\n]{0,400}?)/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(path|end)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/]\S*))""", re.IGNORECASE)
_SENTINEL = re.compile(r"[ \t`]*</?end-of-reply\s*/?>", re.IGNORECASE)
_NEEDS_END_MARK = re.compile(r"</?(?:file|edit|about|delete|end-of-reply)\b|```|\ufeff", re.IGNORECASE)


@dataclass(frozen=True)
class Parsed:
    """What a reply says. `complete` only if the sentinel was there and nothing was left open."""

    files: Mapping[str, str]
    edits: Mapping[str, tuple[Edit, ...]]
    removed: frozenset[str]
    about: About | None
    complete: bool
    open: str
    """The path of the file, or the name of the tag, in which the text ended; empty if none was open."""
    problems: tuple[str, ...]
    """Sentences about what was left out, for the next prompt and the log."""

    @property
    def empty(self) -> bool:
        """Nothing was written, changed, deleted, or said for the README."""
        return not (self.files or self.edits or self.removed or self.about)


def read_reply(text: str) -> Parsed:
    """Read a whole reply. Never raises: what cannot be used becomes a problem."""
    reader = _Reader()
    for line in _without_thoughts(text.removeprefix("\ufeff").replace("\r\n", "\n")).split("\n"):
        if reader.done:
            break
        reader.feed(line)
    return reader.result()


def write_file(path: str, text: str) -> str:
    """One file in the reply format; `read_reply` gives back the same text (line feeds only, no CR)."""
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    attribute, closing = ("", "</file>")
    if _NEEDS_END_MARK.search(text):
        attribute, closing = (f' end="{mark}"', f"</file {mark}>")
    return f'<file path="{path}"{attribute}>\n{text}{closing}\n'


def _without_thoughts(text: str) -> str:
    head = text.lstrip()
    if head[:7].lower() != "<think>":
        return text
    return head.partition("</think>")[2]


class _Reader:
    """A machine over lines: outside of tags, or inside one."""

    def __init__(self) -> None:
        self.done = False
        self._block: Block | None = None
        self._files: dict[str, str] = {}
        self._edits: dict[str, list[Edit]] = {}
        self._removed: set[str] = set()
        self._about: About | None = None
        self._problems: list[str] = []

    def feed(self, line: str) -> None:
        """Take the next line, without its line feed."""
        if self._block is None:
            self._outside(line)
            return
        rest = self._block.closed_by(line)
        if rest is not None:
            self._close(self._block, rest)
        elif self._forgotten(line):
            self._close(self._block, "")
            self._outside(line)
        else:
            self._block.lines.append(line)

    def result(self) -> Parsed:
        """What was read, after the last line."""
        left = (self._block.path or self._block.kind) if self._block and not self.done else ""
        if left:
            self._problems.append(f"{left}: cut off before its closing tag")
        return Parsed(
            files=self._files,
            edits={path: tuple(edits) for path, edits in self._edits.items()},
            removed=frozenset(self._removed),
            about=self._about,
            complete=self.done,
            open=left,
            problems=tuple(self._problems),
        )

    def _outside(self, line: str) -> None:
        if _SENTINEL.match(line):
            self.done = True
        elif opened := _OPEN.match(line):
            self._open(opened)
        elif deleted := _DELETE.match(line):
            path = self._path(_attributes(deleted[1]).get("path", ""))
            if path:
                self._removed.add(path)

    def _open(self, opened: re.Match[str]) -> None:
        attributes = _attributes(opened[2])
        self._block = Block(opened[1].lower(), attributes.get("path", ""), attributes.get("end", ""))
        if opened[3]:
            self.feed(opened[3])

    def _forgotten(self, line: str) -> bool:
        """Whether a line shows that the open file ended before it: another one begins, or the reply ends."""
        block = self._block
        if block is None or block.kind != "file" or block.end or "<" not in line[:12]:
            return False
        opened = _OPEN.match(line)
        begins = bool(opened and opened[1].lower() != "about" and _attributes(opened[2]).get("path"))
        return begins or bool(_SENTINEL.fullmatch(line.rstrip()))

    def _close(self, block: Block, rest: str) -> None:
        self._block = None
        if block.kind == "about":
            self._about = read_about("\n".join([*block.lines, rest]))
            return
        path = self._path(block.path)
        if not path:
            return
        if block.kind == "edit":
            edits, problem = read_edits([*block.lines, rest])
            self._edits.setdefault(path, []).extend(edits)
            self._problems.extend([f"{path}: {problem}"] if problem else [])
        else:
            self._files[path] = content_of(block, rest)

    def _path(self, stated: str) -> str:
        path = stated.strip().removeprefix("./")
        try:
            checked_path(path)
        except UnsafePath as error:
            self._problems.append(str(error))
            return ""
        if len(self._files.keys() | self._edits.keys() | {path}) > MAX_FILES:
            self._problems.append(f"{path}: left out, a reply may hold {MAX_FILES} files")
            return ""
        return path


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): next(group for group in (found[2], found[3], found[4], "") if group is not None)
        for found in _ATTRIBUTE.finditer(text)
    }
