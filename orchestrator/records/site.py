"""The Site: the files of an app in memory."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestrator.errors import InvalidField
from orchestrator.text.paths import checked_path

MARKER = "deployment.json"
"""The file at a site's root that says which request and which content is live."""


class Site(Mapping[str, bytes]):
    """The files of an app: safe relative path → bytes, sorted by path.

    Making one raises UnsafePath for a path that `checked_path` refuses, and InvalidField if a path is both a
    file and a folder.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {checked_path(path): bytes(files[path]) for path in sorted(files)}
        for path in self._files:
            parents = path.split("/")[:-1]
            if any("/".join(parents[: depth + 1]) in self._files for depth in range(len(parents))):
                raise InvalidField(path, "no file where a folder is needed")

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def text(self, path: str) -> str:
        """The file as text; bytes that are not UTF-8 become replacement characters."""
        return self._files[path].decode("utf-8-sig", "replace")

    def changed(self, files: Mapping[str, bytes], removed: frozenset[str] = frozenset()) -> "Site":
        """A new site with `files` added or replaced, and without the paths in `removed`."""
        kept = {path: data for path, data in self._files.items() if path not in removed}
        return Site({**kept, **files})

    def content_digest(self) -> str:
        """The sha256 (hex) over paths, lengths and bytes of all files but the marker."""
        digest = hashlib.sha256()
        for path, data in self._files.items():
            if path != MARKER:
                digest.update(f"{path}\0{len(data)}\0".encode())
                digest.update(data)
        return digest.hexdigest()

    def write(self, folder: Path) -> None:
        """Write all files below `folder`, which must be empty or absent."""
        for path, data in self._files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)

    @classmethod
    def read(cls, folder: Path) -> "Site":
        """Read all files below `folder` except its `.git`.

        Raises:
            UnsafePath: a name fails `checked_path`.
            InvalidField: an entry is neither a file nor a folder, such as a symbolic link.
        """
        files: dict[str, bytes] = {}
        for entry in sorted(folder.rglob("*")):
            path = entry.relative_to(folder).as_posix()
            if path == ".git" or path.startswith(".git/") or (entry.is_dir() and not entry.is_symlink()):
                continue
            if entry.is_symlink() or not entry.is_file():
                raise InvalidField(path, "a regular file")
            files[path] = entry.read_bytes()
        return cls(files)
