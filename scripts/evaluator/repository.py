"""The repository at the commit that a callback named, from a clone without any key."""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import OrchestratorError
from orchestrator.runtime.git_environment import git_environment
from scripts.evaluator.finding import Finding, found

MIT = "is hereby granted"
"""The words by which the course's evaluator knows the MIT licence."""

SECONDS = 120.0

MAX_HISTORY = 64_000_000
"""Bytes of objects that are searched for secrets."""

_TOKENS = re.compile(
    rb"gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,90}|\bsk-[A-Za-z0-9_-]{24,200}|\bAKIA[0-9A-Z]{16}\b"
    rb"|-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----"
)
"""Tokens of GitHub, OpenAI and AWS, and private keys, by their documented prefixes."""


class CannotClone(OrchestratorError):
    """The repository, or the commit in it, cannot be cloned."""

    def __init__(self, what: str, words: str) -> None:
        """Name it and hand on what git said."""
        lines = words.strip().splitlines()
        super().__init__(f"{what} cannot be cloned: {lines[-1] if lines else 'git gave no reason'}")


@dataclass(frozen=True)
class Clone:
    """A clone with its whole history, checked out at one commit."""

    url: str
    folder: Path

    def files(self) -> dict[str, bytes]:
        """Every file of the checked-out commit by its path; links are left out."""
        paths = [path for path in sorted(self.folder.rglob("*")) if path.is_file() and not path.is_symlink()]
        files = {path.relative_to(self.folder).as_posix(): path for path in paths}
        return {name: path.read_bytes() for name, path in files.items() if not name.startswith(".git/")}

    def begun(self) -> float:
        """When the oldest commit was made, as Unix time."""
        return float(min(self._git("log", "--max-parents=0", "--format=%ct", "HEAD").split(), default=b"0"))

    def older_indexes(self) -> list[bytes]:
        """The contents that index.html had in earlier commits."""
        commits = self._git("log", "--format=%H", "HEAD~1", "--", "index.html", check=False).split()[:20]
        shown = [self._git("show", f"{sha.decode()}:index.html", check=False) for sha in commits]
        return [content for content in shown if content]

    def leaked(self, secrets: tuple[str, ...]) -> str:
        """What of a secret is in any object of the history: a short description, or nothing."""
        objects = self._git("cat-file", "--batch", "--batch-all-objects")[:MAX_HISTORY]
        if any(secret.encode() in objects for secret in secrets if len(secret) >= 6):
            return "the secret of the request is in the history"
        token = _TOKENS.search(objects)
        return f"a token that begins with {token[0][:4].decode()}… is in the history" if token else ""

    def _git(self, *arguments: str, check: bool = True) -> bytes:
        return _git(self.url, self.folder, *arguments, check=check)


@contextmanager
def cloned(url: str, commit: str) -> Iterator[Clone]:
    """A clone of `url` at `commit` (or HEAD), removed afterwards.

    Raises:
        CannotClone: git cannot get it, or not within two minutes.
    """
    with tempfile.TemporaryDirectory(prefix="evaluate-") as name:
        folder = Path(name)
        _git(url, folder, "clone", "--quiet", "--no-checkout", "--", url, "clone")
        _git(f"{commit} of {url}", folder / "clone", "checkout", "--quiet", "--detach", commit, "--")
        yield Clone(url, folder / "clone")


def look_at_files(files: Mapping[str, bytes], attachments: Mapping[str, bytes]) -> Iterator[Finding]:
    """Licence, README, and every attachment byte for byte."""
    licence = " ".join(files.get("LICENSE", b"").decode("utf-8", "replace").split())
    yield found("LICENSE is the MIT licence", MIT in licence, licence[:60] or "not there")
    readme = files.get("README.md", b"").decode("utf-8", "replace")
    yield found("README.md says something", bool(readme.strip()), f"{len(readme.split())} words")
    for name, content in attachments.items():
        same = files.get(name) == content
        seen = "the same bytes" if same else "other bytes" if name in files else "not there"
        yield found(f"{name} is in the repository", same, seen)


def _git(what: str, folder: Path, *arguments: str, check: bool = True) -> bytes:
    command = ["git", "-c", "credential.helper=", "-c", "core.symlinks=false", *arguments]
    env = git_environment(folder)
    try:
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CannotClone(what, f"git took longer than {SECONDS:.0f} s") from error
    if done.returncode and check:
        raise CannotClone(what, done.stderr.decode("utf-8", "replace"))
    return done.stdout
