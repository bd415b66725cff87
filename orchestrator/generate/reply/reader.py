"""The machine that reads a reply line by line: outside of tags, or inside one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.errors import UnsafePath
from orchestrator.generate.app.draft import About
from orchestrator.generate.reply.blocks import Block, Edit, content_of, holds_edits, parse_about, read_edits
from orchestrator.text.paths import checked_path

MAX_FILES = 300
"""Files in one reply; more are refused one by one."""

_OPEN = re.compile(r"[ \t]*<(file|edit|about)\b([^<>\n]{0,400})(?:>(.*))?", re.IGNORECASE)
_DELETE = re.compile(r"[ \t]*<delete\b([^<>\n]{0,400}?)/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(path|name|filename|end)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/]\S*))""", re.IGNORECASE
)
ENDS = re.compile(r"[ \t`]*</?end-of-reply\s*/?>", re.IGNORECASE)
"""A line that ends the reply."""


@dataclass(frozen=True)
class Reply:
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
    broken: Mapping[str, str] = field(default_factory=dict)
    """Paths whose edits could not be read to the end, each with the reason."""

    @property
    def empty(self) -> bool:
        """Nothing was written, changed, deleted, or said for the README."""
        return not (self.files or self.edits or self.removed or self.about or self.broken)


class Reader:
    """A machine over lines: outside of tags, or inside one."""

    def __init__(self) -> None:
        self._done = False
        self._block: Block | None = None
        self._closed: Block | None = None
        """The file that was closed last; its closing line, and what came after it, are among its lines."""
        self._size = 0
        """Lines of that file with its closing line."""
        self._files: dict[str, str] = {}
        self._edits: dict[str, list[Edit]] = {}
        self._removed: set[str] = set()
        self._about: About | None = None
        self._problems: list[str] = []
        self._broken: dict[str, str] = {}

    def feed(self, line: str) -> None:
        """Take the next line, without its line feed."""
        block = self._block
        if block is None:
            self._outside(line)
        elif around := block.closed_by(line):
            self._close(block, around[0])
            block.lines.append(line)
            self._closed = block if block.kind == "file" and block.path and not block.end else None
            self._size = len(block.lines)
            if around[1]:
                self._outside(around[1])
        elif self._forgotten(block, line):
            self._close(block, "")
            self._outside(line)
        else:
            block.lines.append(line)

    def end(self, lines: Sequence[str]) -> None:
        """Take the last sentinel and what follows: no part of the reply, unless a file is still open.

        A file that nothing follows was only not closed; a sentinel in the middle of one is its own text.
        """
        if self._block and "".join(lines[1:]).strip(" \t`"):
            for line in lines:
                self.feed(line)
        elif lines:
            if self._block and not self._block.end:
                self._close(self._block, "")
            self.feed(lines[0])

    def result(self) -> Reply:
        """What was read, after the last line."""
        left = (self._block.path or self._block.kind) if self._block else ""
        if left:
            self._problems.append(f"{left}: cut off before its closing tag")
        return Reply(
            files=self._files,
            edits={path: tuple(edits) for path, edits in self._edits.items()},
            removed=frozenset(self._removed),
            about=self._about,
            complete=self._done,
            open=left,
            problems=tuple(self._problems),
            broken=self._broken,
        )

    def _outside(self, line: str) -> None:
        if ENDS.match(line):
            self._done = True
        elif opened := _OPEN.match(line):
            self._open(opened)
        elif deleted := _DELETE.match(line):
            self._delete(self._path(_attributes(deleted[1]).get("path", "")))
        elif self._closed:
            self._after(self._closed, line)

    def _after(self, block: Block, line: str) -> None:
        """A second closing tag shows that the first one was the file's own text, like all between them."""
        again = block.closed_by(line)
        if again and any(kept.strip(" \t`") for kept in block.lines[self._size :]):
            self._files[block.path] = content_of(block, again[0])
        block.lines.append(line)

    def _open(self, opened: re.Match[str]) -> None:
        attributes = _attributes(opened[2])
        named = (attributes[name] for name in ("path", "name", "filename") if name in attributes)
        self._block = Block(opened[1].lower(), next(named, ""), attributes.get("end", ""))
        self._closed, self._done = None, False
        if opened[3]:
            self.feed(opened[3])

    def _forgotten(self, block: Block, line: str) -> bool:
        """Whether a line shows that the open file ended before it, because something else begins."""
        if block.kind != "file" or block.end or "<" not in line[:12]:
            return False
        opened = _OPEN.match(line)
        if opened is None or opened[1].lower() == "about":
            return line.strip().lower() == "<about>"
        return bool(_attributes(opened[2]).get("path"))

    def _close(self, block: Block, rest: str) -> None:
        self._block = None
        if block.kind == "about":
            self._about = parse_about("\n".join([*block.lines, rest]))
            return
        block.path = self._path(block.path)
        if not block.path:
            return
        if block.kind == "edit" or holds_edits(block):
            edits, problem = read_edits([*block.lines, rest])
            self._edits.setdefault(block.path, []).extend(edits)
            self._broken |= {block.path: problem} if problem else {}
        else:
            self._delete(block.path)
            self._removed.discard(block.path)
            self._files[block.path] = content_of(block, rest)

    def _delete(self, path: str) -> None:
        """Forget what was said about a path before: the last word counts."""
        for said in (self._files, self._edits, self._broken):
            said.pop(path, None)
        if path:
            self._removed.add(path)

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
