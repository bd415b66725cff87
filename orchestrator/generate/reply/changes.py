"""What a model's replies amount to, gathered over a site: files, edits, deletions, rejections."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.errors import InputError
from orchestrator.generate.app.draft import About
from orchestrator.generate.app.links import ids
from orchestrator.generate.app.manifest import BINARY, PROVIDED
from orchestrator.generate.prompt.sources import Source
from orchestrator.generate.reply.blocks import Edit
from orchestrator.generate.reply.edits import FailedEdit, apply_edits
from orchestrator.generate.reply.placeholders import find_placeholder
from orchestrator.generate.reply.reader import Reply
from orchestrator.records.site import Site

FailedEdits = dict[str, tuple[FailedEdit, ...]]
"""What could not be applied, by path."""

_LINES_LEFT_OUT = "{} stands for lines that are not written out; give every line"


@dataclass
class Changes:
    """Changes to `over`; the paths in `fixed` (attachments) and what every app is given cannot be changed."""

    over: Site
    fixed: Mapping[str, bytes]
    sources: tuple[Source, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    about: About | None = None
    rejected: list[str] = field(default_factory=list)
    """Sentences about what was not taken over."""

    def apply(self, parsed: Reply) -> FailedEdits:
        """Take over a reply; returns what does not fit, and so must be given again."""
        self.about = parsed.about or self.about
        self.rejected += parsed.problems
        failed_edits: FailedEdits = {}
        for path, text in parsed.files.items():
            if self._allowed(path, text.encode("utf-8", "replace")):
                failed_edits[path] = self._write(path, text)
        for path in parsed.removed:
            self._remove(path)
        for path in [*parsed.edits, *(parsed.broken.keys() - parsed.edits.keys())]:
            failed_edits[path] = failed_edits.get(path, ()) + self._edit(path, parsed)
        return {path: several for path, several in failed_edits.items() if several}

    def site(self) -> Site:
        """The site with all changes, the fixed files, and the sources that its texts name."""
        own = self.over.changed(self.files, frozenset(self.removed)).changed(self.fixed)
        return own.changed(self._used_sources(own))

    def drafted(self) -> dict[str, bytes]:
        """The changed files, with the sources that are used."""
        return {**self.files, **self._used_sources(self.site())}

    def _write(self, path: str, text: str) -> tuple[FailedEdit, ...]:
        before = self._text(path)
        left_out = find_placeholder(text, before) if before else ""
        if left_out:
            return (FailedEdit(Edit("", ""), _LINES_LEFT_OUT.format(left_out), ""),)
        self._put(path, text.encode("utf-8", "replace"))
        return ()

    def _remove(self, path: str) -> None:
        if path == "index.html":
            self.rejected.append("index.html: every app begins with it, so it cannot be deleted")
        elif self._allowed(path) and (path in self.over or path in self.files):
            self.files.pop(path, None)
            self.removed.add(path)

    def _edit(self, path: str, parsed: Reply) -> tuple[FailedEdit, ...]:
        if not self._allowed(path):
            return ()
        wanted = parsed.edits.get(path, ())
        short = {edit: find_placeholder(edit.replace, edit.search) for edit in wanted}
        edited = apply_edits(self._text(path), [edit for edit in wanted if not short[edit]])
        if edited.applied:
            self._put(path, edited.text.encode("utf-8", "surrogateescape"))
        told = [FailedEdit(edit, _LINES_LEFT_OUT.format(said), "") for edit, said in short.items() if said]
        if path in parsed.broken:
            told.append(FailedEdit(Edit("", ""), parsed.broken[path], ""))
        return (*edited.failed_edits, *told)

    def _text(self, path: str) -> str:
        """The file as it stands now; bytes that are not UTF-8 survive an edit."""
        data = self.files.get(path, b"" if path in self.removed else self.over.get(path, b""))
        return data.decode("utf-8", "surrogateescape")

    def _put(self, path: str, data: bytes) -> None:
        given = {**self.fixed, **dict.fromkeys(PROVIDED, b"")}
        try:
            Site({**self.over, **self.files, **given, path: data})
        except InputError as error:
            self.rejected.append(str(error))
            return
        self.files[path] = data
        self.removed.discard(path)

    def _allowed(self, path: str, data: bytes | None = None) -> bool:
        if path in PROVIDED:
            return False
        if path in self.fixed:
            if data is None or data.split() != self.fixed[path].split():
                self.rejected.append(f"{path}: it came with the task and stays as it is, byte for byte")
            return False
        if path.rpartition(".")[2].lower() in BINARY:
            self.rejected.append(f"{path}: binary files come from attachments and fetched sources only")
            return False
        return True

    def _used_sources(self, site: Site) -> dict[str, bytes]:
        texts = [data for path, data in site.items() if path not in PROVIDED]
        return {
            source.record.path: source.data
            for source in self.sources
            if self._fits(source, site) and any(source.record.path.encode() in text for text in texts)
        }

    @staticmethod
    def _fits(source: Source, site: Site) -> bool:
        """Whether it was fetched, and no file stands where its folder would be."""
        return bool(source.record.path) and source.record.path.partition("/")[0] not in site


def lost_ids(before: Site, after: Site) -> tuple[str, ...]:
    """Ids in the pages of `before` that no text of `after` speaks of any more."""
    gone = ids(before) - ids(after)
    texts = [after.text(path) for path in after if path not in PROVIDED and b"\0" not in after[path][:4096]]
    return tuple(sorted(name for name in gone if not any(name in text for text in texts)))


def lost_files(before: Site, after: Site) -> tuple[str, ...]:
    """Files of `before` that `after` does not have, apart from what every app is given."""
    return tuple(sorted(before.keys() - after.keys() - PROVIDED))
