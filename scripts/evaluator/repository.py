"""The repository at the commit that the callback named, from a clone without any key."""

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestrator.errors import OrchestratorError
from orchestrator.runtime.git_environment import git_environment
from scripts.evaluator.finding import Finding, found

MIT = "is hereby granted"
"""The words by which the course's evaluator knows the MIT licence."""


class CannotClone(OrchestratorError):
    """The repository, or the commit in it, cannot be had."""

    def __init__(self, what: str, words: str) -> None:
        """Name it and hand on what git said."""
        lines = words.strip().splitlines()
        super().__init__(f"{what} cannot be cloned: {lines[-1] if lines else 'git gave no reason'}")


def look_at_repository(url: str, commit: str, attachments: Mapping[str, bytes]) -> Iterator[Finding]:
    """Licence, README, and every attachment byte for byte; `commit` may be HEAD.

    Raises:
        CannotClone: git cannot get it.
    """
    with tempfile.TemporaryDirectory(prefix="evaluate-") as name:
        folder = Path(name)
        _git(url, folder, "clone", "--quiet", "--no-checkout", "--", url, "clone")
        _git(f"{commit} of {url}", folder / "clone", "checkout", "--quiet", "--detach", commit, "--")
        yield from _files(folder / "clone", attachments)


def _files(clone: Path, attachments: Mapping[str, bytes]) -> Iterator[Finding]:
    licence = " ".join(_text(clone / "LICENSE").split())
    yield found("LICENSE is the MIT licence", MIT in licence, licence[:60] or "not there")
    readme = _text(clone / "README.md")
    yield found("README.md says something", bool(readme.strip()), f"{len(readme.split())} words")
    for name, content in attachments.items():
        path = clone / name
        same = path.is_file() and path.read_bytes() == content
        seen = "the same bytes" if same else "other bytes" if path.is_file() else "not there"
        yield found(f"{name} is in the repository", same, seen)


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _git(what: str, folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "credential.helper=", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=git_environment(folder), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotClone(what, done.stderr)
