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
from dataclasses import dataclass, field

from orchestrator.errors import UnsafePath
from orchestrator.generate.draft import About
from orchestrator.paths import checked_path

SENTINEL = "<end-of-reply/>"

MAX_FILES = 300
"""Files in one reply; more are refused one by one."""

_OPEN = re.compile(r"[ \t]*<(file|edit|about)\b([^<>\n]{0,400})(?:>(.*))?", re.IGNORECASE)
_DELETE = re.compile(r"[ \t]*<delete\b([^<>\n]{0,400}?)/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(path|end)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/]\S*))""", re.IGNORECASE)
_SENTINEL = re.compile(r"[ \t`]*</?end-of-reply\s*/?>", re.IGNORECASE)
_SEARCH = re.compile(r"[ \t]*<{5,9} ?SEARCH[ \t]*", re.IGNORECASE)
_DIVIDER = re.compile(r"={7}[ \t]*")
_REPLACE = re.compile(r"[ \t]*>{5,9} ?REPLACE[ \t]*", re.IGNORECASE)
_NEEDS_END_MARK = re.compile(r"</?(?:file|edit|about|delete|end-of-reply)\b|```|\ufeff", re.IGNORECASE)


@dataclass(frozen=True)
class Edit:
    """Replace the one place that reads `search` by `replace`; both without their last line feed."""

    search: str
    replace: str


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
        """Nothing was written, changed or deleted."""
        return not (self.files or self.edits or self.removed)


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


@dataclass
class _Block:
    """A tag that was opened and is not closed yet."""

    kind: str
    path: str = ""
    end: str = ""
    lines: list[str] = field(default_factory=list)

    def closed_by(self, line: str) -> str | None:
        """The rest before the closing tag, if `line` ends with it."""
        stripped = line.rstrip()
        tag = f"</{self.kind} {self.end}>" if self.end else f"</{self.kind}>"
        if stripped[-len(tag) :].lower() == tag.lower():
            return stripped[: -len(tag)]
        return None


class _Reader:
    """A machine over lines: outside of tags, or inside one."""

    def __init__(self) -> None:
        self.done = False
        self._block: _Block | None = None
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
        self._block = _Block(opened[1].lower(), attributes.get("path", ""), attributes.get("end", ""))
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

    def _close(self, block: _Block, rest: str) -> None:
        self._block = None
        if block.kind == "about":
            self._about = _read_about("\n".join([*block.lines, rest]))
            return
        path = self._path(block.path)
        if not path:
            return
        if block.kind == "edit":
            edits, problem = _read_edits([*block.lines, rest])
            self._edits.setdefault(path, []).extend(edits)
            self._problems.extend([f"{path}: {problem}"] if problem else [])
        else:
            self._files[path] = _content(block, rest)

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


def _content(block: _Block, rest: str) -> str:
    lines = block.lines
    if not block.end:
        lines, rest = _without_fence(block.path, lines, rest)
    text = "".join(f"{line}\n" for line in lines) + rest
    return text if block.end else text.removeprefix("\ufeff")


def _without_fence(path: str, lines: list[str], rest: str) -> tuple[list[str], str]:
    """Drop a code fence that stands around the whole file, unless it is Markdown, where it may belong."""
    full = [index for index, line in enumerate(lines) if line.strip()]
    if path.lower().endswith(".md") or rest.strip() or len(full) < 2:
        return lines, rest
    first, last = full[0], full[-1]
    if lines[first].lstrip().startswith("```") and lines[last].strip() == "```":
        return lines[first + 1 : last], ""
    return lines, rest


def _read_edits(lines: list[str]) -> tuple[list[Edit], str]:
    edits: list[Edit] = []
    search: list[str] | None = None
    replace: list[str] | None = None
    for line in lines:
        if search is None:
            search = [] if _SEARCH.fullmatch(line) else None
        elif replace is None:
            if _DIVIDER.fullmatch(line):
                replace = []
            else:
                search.append(line)
        elif _REPLACE.fullmatch(line):
            edits.append(Edit("\n".join(search), "\n".join(replace)))
            search = replace = None
        else:
            replace.append(line)
    return edits, "its last edit is not closed by >>>>>>> REPLACE" if search is not None else ""


def _read_about(text: str) -> About:
    found = {name: _between(text, name) for name in ("title", "summary", "usage", "how")}
    return About(found["title"], found["summary"], found["usage"], found["how"])


def _between(text: str, name: str) -> str:
    start = re.search(f"<{name}>", text, re.IGNORECASE)
    end = re.compile(f"</{name}>", re.IGNORECASE).search(text, start.end()) if start else None
    return text[start.end() : end.start()].strip() if start and end else ""
