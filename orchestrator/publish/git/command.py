"""git as a child process: the token is in its environment and nowhere else."""

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from orchestrator.publish.github.api import GitHubBusy
from orchestrator.runtime.git_environment import git_environment
from orchestrator.runtime.masking import basic, masked

_SLOW = (("http.lowSpeedLimit", "1000"), ("http.lowSpeedTime", "20"))
"""Below 1,000 bytes a second for 20 s, git gives up by itself."""

_HEADER = re.compile(r"<= Recv header: ([\w-]+): (.*?)\r?$", re.MULTILINE)


@dataclass(frozen=True)
class GitResult:
    """How a command ended; both outputs as text, secrets masked."""

    code: int
    out: str
    err: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the server's last answer, names in lower case: git itself does not report Retry-After."""


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
        """The output of a command that needs no network.

        Raises:
            GitHubBusy: it failed.
        """
        done = self._run(args, b"".join(stdin), {})
        if done.returncode:
            raise GitHubBusy(f"git {args[0]}", self._masked(done.stderr))
        return done.stdout

    def network(self, *args: str) -> GitResult:
        """Run a command that talks to the remote, with the credentials."""
        done = self._run(args, b"", self._credentials() | self._tracing())
        headers = self._received_headers()
        return GitResult(done.returncode, self._masked(done.stdout), self._masked(done.stderr), headers)

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

    def _credentials(self) -> dict[str, str]:
        parts = urlsplit(self.remote)
        header = f"Authorization: Basic {basic(self.token.get_secret_value())}"
        pairs = [(f"http.{parts.scheme}://{parts.netloc}/.extraHeader", header), *_SLOW]
        env = {"GIT_CONFIG_COUNT": str(len(pairs))}
        for number, (key, value) in enumerate(pairs):
            env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        return env

    @property
    def _trace(self) -> Path:
        return self.folder / "trace"

    def _tracing(self) -> dict[str, str]:
        """Makes git write the HTTP headers to a file, without credentials."""
        return {"GIT_TRACE_CURL": str(self._trace), "GIT_TRACE_CURL_NO_DATA": "1", "GIT_TRACE_REDACT": "1"}

    def _received_headers(self) -> dict[str, str]:
        if not self._trace.is_file():
            return {}
        last = self._trace.read_text("utf-8", "replace").rpartition("<= Recv header: HTTP/")[2]
        self._trace.unlink()
        return {name.lower(): value for name, value in _HEADER.findall(last)}

    def _masked(self, output: bytes) -> str:
        return masked(output.decode("utf-8", "replace"), [self.token.get_secret_value()])


def http_status(text: str) -> int | None:
    """The HTTP status that git reports in its error output."""
    match = re.search(r"(?:returned error: |HTTP(?: code =)? )(\d{3})", text)
    return int(match[1]) if match else None
