"""Gathers the replies of a model over a site: files, edits, deletions, and what could not be applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.errors import InputError
from orchestrator.generate.app.attached import placed_files
from orchestrator.generate.app.draft import About
from orchestrator.generate.app.manifest import BINARY, PROVIDED
from orchestrator.generate.prompt.sources import Source
from orchestrator.generate.reply.content import documents_in
from orchestrator.generate.reply.edits import Edit, FailedEdit, apply_edits
from orchestrator.generate.reply.reader import Reply
from orchestrator.records.site import Site

FailedEdits = dict[str, tuple[FailedEdit, ...]]
"""What could not be applied, by path."""

_TWO_DOCUMENTS = "it holds {} HTML documents; give each page in a file of its own"


@dataclass
class Changes:
    """Changes to `over`; attachments in `fixed`, and what every app is given, cannot be changed."""

    over: Site
    fixed: Mapping[str, bytes]
    sources: tuple[Source, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    about: About | None = None
    rejected: list[str] = field(default_factory=list)
    """Sentences about what was not accepted."""

    def apply(self, reply: Reply) -> FailedEdits:
        """Apply a reply; returns what does not fit, and so must be given again."""
        self.about = reply.about or self.about
        self.rejected += reply.problems
        failed: FailedEdits = {}
        for path, text in reply.files.items():
            if self._allowed(path, text.encode("utf-8", "replace")):
                failed[path] = self._write(path, text)
        for path in reply.removed:
            self._remove(path)
        for path in [*reply.edits, *(reply.broken.keys() - reply.edits.keys())]:
            failed[path] = failed.get(path, ()) + self._edit(path, reply)
        return {path: several for path, several in failed.items() if several}

    def site(self) -> Site:
        """The site with all changes, the fixed files, and the sources that its texts name."""
        own = self.over.changed(self.files, frozenset(self.removed)).changed(self.fixed)
        own = own.changed(placed_files(own, self.fixed))
        return own.changed(self._used_sources(own))

    def drafted(self) -> dict[str, bytes]:
        """The changed files, with the sources that are used."""
        return {**self.files, **self._used_sources(self.site())}

    def restore(self, path: str) -> None:
        """Take back what was changed in a file of the site."""
        self.files.pop(path, None)

    def _write(self, path: str, text: str) -> tuple[FailedEdit, ...]:
        documents = documents_in(path, text)
        if documents > 1:
            return (FailedEdit(Edit("", ""), _TWO_DOCUMENTS.format(documents), ""),)
        self._put(path, text.encode("utf-8", "replace"))
        return ()

    def _remove(self, path: str) -> None:
        if path == "index.html":
            self.rejected.append("index.html: every app begins with it, so it cannot be deleted")
        elif self._allowed(path) and (path in self.over or path in self.files):
            self.files.pop(path, None)
            self.removed.add(path)

    def _edit(self, path: str, reply: Reply) -> tuple[FailedEdit, ...]:
        if not self._allowed(path):
            return ()
        edited = apply_edits(self._text(path), reply.edits.get(path, ()))
        if edited.applied:
            self._put(path, edited.text.encode("utf-8", "surrogateescape"))
        if path not in reply.broken:
            return edited.failed_edits
        return (*edited.failed_edits, FailedEdit(Edit("", ""), reply.broken[path], ""))

    def _text(self, path: str) -> str:
        """The present text of a file; bytes that are not UTF-8 survive an edit."""
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
                self.rejected.append(f"{path}: it is an attachment and stays as it is, byte for byte")
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
