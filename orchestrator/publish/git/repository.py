"""git as a child process on a bare repository: the token is in its environment and nowhere else."""

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestrator.network.retry import retrying
from orchestrator.publish.errors import GitHubBusy, Refusal, Refused
from orchestrator.publish.git.errors import NotFastForward, git_error, http_status
from orchestrator.publish.github.api import rate_limit
from orchestrator.publish.job import Job
from orchestrator.runtime.git_environment import credentials, git_environment
from orchestrator.runtime.masking import masked

ATTEMPTS = 7
"""With waits of 1, 2, 4 … s this covers the minute in which a new repository may not be visible."""

GIT_FACTOR = 4
"""A git command is several requests and may move megabytes."""


@dataclass(frozen=True)
class Head:
    """The tip of the default branch."""

    branch: str
    sha: str


@dataclass(frozen=True)
class Repository:
    """A bare repository in `folder`, to commit in, and the target repository to fetch from and push to."""

    job: Job
    folder: Path

    def __post_init__(self) -> None:
        """Make it in the empty folder."""
        self.local("init", "--quiet", "--bare", "--template=", ".")

    @property
    def url(self) -> str:
        """Of the target repository, without credentials."""
        return f"{self.job.repo_url}.git"

    def local(self, *args: str, stdin: Iterable[bytes] = ()) -> bytes:
        """The output of a command that needs no network."""
        done = self._run(args, b"".join(stdin), {})
        if done.returncode:
            raise GitHubBusy(f"git {args[0]}", self._text(done.stderr))
        return done.stdout

    def head(self) -> Head | None:
        """The default branch and its commit; None if the target repository is empty."""
        output = self._network("read the repository's head", "ls-remote", "--symref", self.url, "HEAD")
        branch = re.search(r"^ref: refs/heads/(\S+)\tHEAD$", output, re.MULTILINE)
        sha = re.search(r"^([0-9a-f]{40,64})\tHEAD$", output, re.MULTILINE)
        return Head(branch[1], sha[1]) if branch and sha else None

    def fetch(self, sha: str) -> None:
        """Fetch one commit with its files, without its history."""
        self._network("fetch the published app", "fetch", "--quiet", "--depth=1", "--no-tags", self.url, sha)

    def push(self, sha: str, branch: str) -> bool:
        """Push a commit to a branch; False if that would not be a fast-forward, because the branch has moved.

        Repeating is safe: a commit that has already arrived is no error.
        """
        try:
            self._network("push the commit", "push", "--porcelain", self.url, f"{sha}:refs/heads/{branch}")
        except NotFastForward:
            return False
        return True

    def _network(self, what: str, *args: str) -> str:
        """The output of a command that talks to the target repository, repeated while it may succeed."""
        job, token = self.job, self.job.settings.target_token.get_secret_value()

        def once() -> str:
            done = self._run(args, b"", credentials(self.url, token))
            output = self._text(done.stdout + b"\n" + done.stderr)
            if done.returncode:
                raise self._error(what, output)
            return output

        return retrying(once, on=GitHubBusy, deadline=job.deadline, sleep=job.sleep, attempts=ATTEMPTS)

    def _error(self, what: str, output: str) -> Exception:
        error, grace = git_error(what, self.url, output), self.job.grace
        about_access = isinstance(error, Refused) and error.kind in {Refusal.PERMISSION, Refusal.ACCOUNT}
        if about_access and "workflow" not in str(error) and grace and not grace.passed:
            return GitHubBusy(what, str(error).removeprefix(f"{what}: "))
        limit = rate_limit(what, http_status(output), {}, output, self.job.deadline.now())
        return limit if limit and type(error) is GitHubBusy else error

    def _run(
        self, args: Iterable[str], stdin: bytes, env: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        command, seconds = ["git", *args], GIT_FACTOR * self.job.seconds
        env = {**git_environment(self.folder), **env}
        try:
            return subprocess.run(
                command,
                cwd=self.folder,
                env=env,
                input=stdin,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, -1, b"", f"timed out after {seconds:.0f} s".encode())

    def _text(self, output: bytes) -> str:
        return masked(output.decode("utf-8", "replace"), [self.job.settings.target_token.get_secret_value()])
