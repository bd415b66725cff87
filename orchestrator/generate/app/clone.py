"""Reading a repository: its head and the bytes of its files, without a checkout.

Nothing of it is executed or interpreted: no hooks, no attributes, no filters, no links.
"""

import subprocess
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from orchestrator.errors import InvalidField, UnsafePath
from orchestrator.generate.errors import BaseUnreadable
from orchestrator.network.retry import Sleep, retrying
from orchestrator.records.site import Site
from orchestrator.runtime.deadline import Deadline, utc_now
from orchestrator.runtime.git_environment import credentials, git_environment

MAX_FILES = 5_000
MAX_BYTES = 200 * 1024 * 1024
"""Pages takes 1 GB; an app of this system is far smaller."""

ATTEMPTS = 4

_ABSENT = ("not found", "does not exist")
_ABSENT_FOR_ANONYMOUS = ("could not read username", "authentication failed", "terminal prompts disabled")
"""GitHub answers 401 about a missing repository when no token is sent; with one it answers 404."""


@dataclass(frozen=True)
class Clone:
    """The head commit of a default branch and its files."""

    sha: str
    site: Site


def read_repository(url: str, seconds: float, token: str = "", sleep: Sleep = time.sleep) -> Clone | None:
    """Read the default branch of the repository at `url`; None if there is no repository, or no commit.

    Each git command may take `seconds`. Any token reads public repositories, and is limited less than
    anonymous requests. Failures other than a missing repository are repeated.

    Raises:
        BaseUnreadable: git fails otherwise, takes too long, or the repository is larger than an app can be.
    """
    with tempfile.TemporaryDirectory(prefix="base-") as name:
        git = _Git(url, Path(name), seconds, token)
        deadline = Deadline(utc_now() + timedelta(seconds=2 * seconds))
        if not retrying(git.fetch, on=BaseUnreadable, deadline=deadline, sleep=sleep, attempts=ATTEMPTS):
            return None
        entries = [_entry(line) for line in git.run("ls-tree", "-r", "-l", "-z", "HEAD").split(b"\0") if line]
        if len(entries) > MAX_FILES or sum(size for _, _, _, size in entries) > MAX_BYTES:
            raise BaseUnreadable(url, f"it is larger than {MAX_FILES} files or {MAX_BYTES} bytes")
        odd = [path for mode, _, path, _ in entries if not mode.startswith("100")]
        if odd:
            raise InvalidField(odd[0], "a regular file in the repository")
        blobs = git.blobs([sha for _, sha, _, _ in entries])
        files = {path: blob for (_, _, path, _), blob in zip(entries, blobs, strict=True)}
        try:
            return Clone(git.run("rev-parse", "HEAD").decode().strip(), Site(files))
        except UnsafePath as error:
            raise InvalidField("a file of the repository", error.expected) from error


def _entry(line: bytes) -> tuple[str, str, str, int]:
    head, _, path = line.partition(b"\t")
    mode, _, sha, size = head.decode().split()
    return mode, sha, path.decode("utf-8", "surrogateescape"), 0 if size == "-" else int(size)


class _Git:
    """A bare clone in a temporary folder, and git as a child process."""

    def __init__(self, url: str, folder: Path, seconds: float, token: str) -> None:
        self._url = url
        self._folder = folder
        self._seconds = seconds
        self._env = git_environment(folder) | credentials(url, token)
        self._absent = _ABSENT if token else _ABSENT + _ABSENT_FOR_ANONYMOUS

    def fetch(self) -> bool:
        """Clone the head; False if the repository is absent or has no commit."""
        options = ("--bare", "--depth=1", "--single-branch", "--no-tags", "--quiet", "--template=")
        done = self._call("-c", "credential.helper=", "clone", *options, "--", self._url, ".")
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode:
            if any(phrase in said.lower() for phrase in self._absent):
                return False
            raise BaseUnreadable(self._url, " ".join(said.split())[-300:])
        return self._call("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode == 0

    def run(self, *args: str, given: bytes = b"") -> bytes:
        """The output of one git command."""
        done = self._call(*args, given=given)
        if done.returncode:
            raise BaseUnreadable(self._url, " ".join(done.stderr.decode("utf-8", "replace").split())[-300:])
        return done.stdout

    def blobs(self, names: list[str]) -> list[bytes]:
        """The bytes of several objects: git writes `SHA type SIZE`, a line feed, the bytes, a line feed."""
        output = self.run("cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
        found, at = [], 0
        for _ in names:
            end = output.index(b"\n", at)
            size = int(output[at:end].split()[2])
            found.append(output[end + 1 : end + 1 + size])
            at = end + size + 2
        return found

    def _call(self, *args: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                ["git", *args],
                cwd=self._folder,
                env=self._env,
                input=given,
                capture_output=True,
                timeout=self._seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise BaseUnreadable(self._url, f"git took longer than {self._seconds:.0f} s") from error
