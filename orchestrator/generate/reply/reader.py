"""Reads a reply line by line: outside of tags, inside one, or in thoughts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.errors import UnsafePath
from orchestrator.generate.app.draft import About
from orchestrator.generate.reply.content import PAGE_START, PAGES, clean_text, is_cut_page, suffix_of
from orchestrator.generate.reply.edits import Edit, edits_of_diff, holds_edits, is_diff, read_edits
from orchestrator.generate.reply.tags import SENTINEL, THOUGHTS, THOUGHTS_END, Tag, closing_tag, find_tag
from orchestrator.text.paths import checked_path

MAX_FILES = 300
"""Files in one reply; more are refused one by one."""


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
        """Nothing was written, changed, deleted, or given for the README."""
        return not (self.files or self.edits or self.removed or self.about or self.broken)

    @property
    def whole(self) -> bool:
        """Whether it is complete even without the sentinel: every file was closed, every page has its end."""
        content = self.files or self.edits or self.removed
        cut = any(is_cut_page(path, text) for path, text in self.files.items())
        return bool(content) and not (self.open or self.broken or cut)


@dataclass
class _Block:
    """A tag that was opened and is not closed yet, or a closed file with what came after it."""

    tag: Tag
    lines: list[str] = field(default_factory=list)
    size: int = 0
    """Lines with the closing one, once it is closed."""

    def closed_by(self, line: str) -> tuple[str, str] | None:
        return closing_tag(line, self.tag.name, self.tag.path, self.tag.end)

    def text(self, last: str) -> str:
        return "".join(f"{line}\n" for line in self.lines) + last


class Reader:
    """A state machine over lines."""

    def __init__(self) -> None:
        self._thinking: re.Pattern[str] | None = None
        """What ends the thoughts that were opened."""
        self._start()

    def _start(self) -> None:
        """Begin with nothing: what came before were thoughts."""
        self._complete = False
        self._block: _Block | None = None
        self._closed: _Block | None = None
        """The file that was closed last, in case that a second closing tag follows."""
        self._files: dict[str, str] = {}
        self._edits: dict[str, list[Edit]] = {}
        self._in_page = False
        """A page is given without any tag or fence around it: its own tags name no files."""
        self._removed: set[str] = set()
        self._about: About | None = None
        self._problems: list[str] = []
        self._broken: dict[str, str] = {}

    def feed(self, line: str) -> None:
        """Take the next line, without its line feed."""
        block = self._block
        if self._thinking:
            ended = self._thinking.search(line)
            self._thinking = None if ended else self._thinking
            if ended:
                self.feed(line[ended.end() :])
        elif block is None:
            self._outside(line)
        elif around := block.closed_by(line):
            self._close(block, around[0])
            block.lines.append(line)
            block.size = len(block.lines)
            self._closed = (
                block if block.tag.kind == "file" and block.tag.path and not block.tag.end else None
            )
            if around[1]:
                self._outside(around[1])
        elif self._ends_before(block, line):
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
            if self._block and not self._block.tag.end:
                self._close(self._block, "")
            self.feed(lines[0])

    def result(self) -> Reply:
        """What was read, after the last line."""
        block = self._block
        if block and suffix_of(block.tag.path) in PAGES and "</html>" in "".join(block.lines[-5:]).lower():
            self._close(block, "" if block.lines[-1] else block.lines.pop())
        left = (self._block.tag.path or self._block.tag.kind) if self._block else ""
        if left:
            self._problems.append(f"{left}: cut off before its closing tag")
        return Reply(
            files=self._files,
            edits={path: tuple(edits) for path, edits in self._edits.items()},
            removed=frozenset(self._removed),
            about=self._about,
            complete=self._complete,
            open=left,
            problems=tuple(self._problems),
            broken=self._broken,
        )

    def _outside(self, line: str) -> None:
        if SENTINEL.match(line):
            self._complete = True
            return
        self._in_page = (self._in_page or bool(PAGE_START.match(line))) and "</html>" not in line.lower()
        tag = find_tag(line, own=self._in_page) if "<" in line else None
        stop = tag.start if tag else len(line)
        opened, ended = THOUGHTS.search(line, 0, stop), THOUGHTS_END.search(line, 0, stop)
        if opened and not (ended and ended.start() < opened.start()):
            self._thinking = re.compile(rf"[<\[\u25c1]/{opened[1]}[>\]\u25b7]", re.IGNORECASE)
            self.feed(line[opened.end() :])
        elif ended:
            self._start()
            self.feed(line[ended.end() :])
        elif tag:
            self._open(tag, line[tag.stop :])
        elif self._closed:
            self._after(self._closed, line)

    def _after(self, block: _Block, line: str) -> None:
        """A second closing tag shows that the first one was the file's own text, like all between them."""
        again = block.closed_by(line)
        path = _bare(block.tag.path)
        if again and path in self._files and any(kept.strip(" \t`") for kept in block.lines[block.size :]):
            self._files[path] = clean_text(path, block.text(again[0]))
        block.lines.append(line)

    def _open(self, tag: Tag, rest: str) -> None:
        if tag.kind == "delete":
            self._delete(self._checked(tag.path))
            return
        self._block = _Block(tag)
        self._closed, self._complete = None, False
        if rest:
            self.feed(rest)

    def _ends_before(self, block: _Block, line: str) -> bool:
        """Whether a line shows that the open file ended before it, because another block begins."""
        if block.tag.kind != "file" or block.tag.end or "<" not in line[:12]:
            return False
        if line.strip().lower() == "<about>":
            return True
        tag = find_tag(line)
        same = tag is not None and tag.name.lower() in {"file", "edit", block.tag.name.lower()}
        return bool(tag and same and tag.path) and not line[: tag.start if tag else 0].strip()

    def _close(self, block: _Block, rest: str) -> None:
        self._block = None
        if block.tag.kind == "about":
            self._about = parse_about(block.text(rest))
            return
        path = self._checked(block.tag.path)
        if not path:
            return
        lines = [*block.lines, rest]
        plain = not block.tag.end
        if plain and is_diff(lines):
            self._edits.setdefault(path, []).extend(edits_of_diff(lines))
        elif block.tag.kind == "edit" or (plain and holds_edits(lines)):
            edits, problem = read_edits(lines)
            self._edits.setdefault(path, []).extend(edits)
            self._broken |= {path: problem} if problem else {}
        else:
            self._delete(path)
            self._removed.discard(path)
            self._files[path] = clean_text(path, block.text(rest)) if plain else block.text(rest)

    def _delete(self, path: str) -> None:
        """Forget what was given for a path before: the last version counts."""
        for given in (self._files, self._edits, self._broken):
            given.pop(path, None)
        if path:
            self._removed.add(path)

    def _checked(self, stated: str) -> str:
        path = _bare(stated)
        try:
            checked_path(path)
        except UnsafePath as error:
            self._problems.append(str(error))
            return ""
        if len(self._files.keys() | self._edits.keys() | {path}) > MAX_FILES:
            self._problems.append(f"{path}: left out, a reply may hold {MAX_FILES} files")
            return ""
        return path


def _bare(path: str) -> str:
    return path.strip().removeprefix("./")


def parse_about(text: str) -> About:
    """The parts for the README; a part that is not given stays empty."""
    found = {}
    for name in ("title", "summary", "usage", "how"):
        start = re.search(f"<{name}>", text, re.IGNORECASE)
        end = re.compile(f"</{name}>", re.IGNORECASE).search(text, start.end()) if start else None
        found[name] = text[start.end() : end.start()].strip() if start and end else ""
    return About(found["title"], found["summary"], found["usage"], found["how"])
