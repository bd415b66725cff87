"""What a model's replies amount to, gathered over a site: files, edits, deletions, rejections."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.errors import InputError
from orchestrator.generate.blocks import Edit
from orchestrator.generate.draft import About
from orchestrator.generate.edits import Misfit, apply_edits
from orchestrator.generate.links import ids
from orchestrator.generate.manifest import BINARY, PROVIDED
from orchestrator.generate.reply import Parsed
from orchestrator.generate.sources import Source
from orchestrator.site import Site


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

    def take(self, parsed: Parsed) -> dict[str, tuple[Misfit, ...]]:
        """Take over a reply; returns the edits that fit nowhere or in several places, by path."""
        self.about = parsed.about or self.about
        self.rejected += parsed.problems
        for path, text in parsed.files.items():
            if self._allowed(path):
                self._put(path, text.encode("utf-8", "replace"))
        for path in parsed.removed:
            if self._allowed(path) and (path in self.over or path in self.files):
                self.files.pop(path, None)
                self.removed.add(path)
        return {path: misfits for path, edits in parsed.edits.items() if (misfits := self._edit(path, edits))}

    def site(self) -> Site:
        """The site with all changes, the fixed files, and the sources that its texts name."""
        own = self.over.changed(self.files, frozenset(self.removed)).changed(self.fixed)
        return own.changed(self._used_sources(own))

    def drafted(self) -> dict[str, bytes]:
        """The changed files, with the sources that are used."""
        return {**self.files, **self._used_sources(self.site())}

    def _edit(self, path: str, edits: tuple[Edit, ...]) -> tuple[Misfit, ...]:
        if not self._allowed(path):
            return ()
        data = self.files.get(path, None if path in self.removed else self.over.get(path))
        edited = apply_edits(data.decode("utf-8", "replace") if data else "", edits)
        if edited.applied:
            self._put(path, edited.text.encode("utf-8", "replace"))
        return edited.misfits

    def _put(self, path: str, data: bytes) -> None:
        try:
            Site({**self.over, **self.files, path: data})
        except InputError as error:
            self.rejected.append(str(error))
            return
        self.files[path] = data
        self.removed.discard(path)

    def _allowed(self, path: str) -> bool:
        if path in PROVIDED or path in self.fixed:
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
            if source.record.path and any(source.record.path.encode() in text for text in texts)
        }


def lost_ids(before: Site, after: Site) -> tuple[str, ...]:
    """Ids in the pages of `before` that no text of `after` speaks of any more."""
    gone = ids(before) - ids(after)
    texts = [after.text(path) for path in after if path not in PROVIDED and b"\0" not in after[path][:4096]]
    return tuple(sorted(name for name in gone if not any(name in text for text in texts)))


def lost_files(before: Site, after: Site) -> tuple[str, ...]:
    """Files of `before` that `after` does not have, apart from what every app is given."""
    return tuple(sorted(before.keys() - after.keys() - PROVIDED))
