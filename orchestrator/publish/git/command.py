"""git as a child process: the token is in its environment and nowhere else."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from orchestrator.publish.errors import GitHubBusy
from orchestrator.runtime.git_environment import credentials, git_environment
from orchestrator.runtime.masking import masked


@dataclass(frozen=True)
class Git:
    """A bare repository in a temporary folder, and its remote."""

    folder: Path
    remote: str
    """The remote's URL, without credentials."""
    token: SecretStr
    seconds: float
    """Limit of one command."""

    def local(self, *args: str, stdin: Iterable[bytes] = ()) -> bytes:
        """The output of a command that needs no network."""
        done = self._run(args, b"".join(stdin), {})
        if done.returncode:
            raise GitHubBusy(f"git {args[0]}", self._text(done.stderr))
        return done.stdout

    def network(self, *args: str) -> tuple[int, str]:
        """Run a command that talks to the remote, with the credentials: its exit code and its output."""
        done = self._run(args, b"", credentials(self.remote, self.token.get_secret_value()))
        return done.returncode, self._text(done.stdout + b"\n" + done.stderr)

    def _run(
        self, args: Iterable[str], stdin: bytes, env: dict[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        command = ["git", *args]
        try:
            return subprocess.run(
                command,
                cwd=self.folder,
                env=git_environment(self.folder) | env,
                input=stdin,
                capture_output=True,
                timeout=self.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            message = f"timed out after {self.seconds:.0f} s".encode()
            return subprocess.CompletedProcess(command, -1, b"", message)

    def _text(self, output: bytes) -> str:
        return masked(output.decode("utf-8", "replace"), [self.token.get_secret_value()])


def http_status(text: str) -> int | None:
    """The HTTP status that git reports in its error output."""
    match = re.search(r"(?:returned error: |HTTP(?: code =)? )(\d{3})", text)
    return int(match[1]) if match else None
