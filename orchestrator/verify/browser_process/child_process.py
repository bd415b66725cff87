"""Child processes that hold no secret: one that is talked to, and one that reads one text within limits."""

import contextlib
import os
import re
import resource
import select
import subprocess
import sys
import tempfile
from pathlib import Path

import orchestrator
from orchestrator.runtime.processes import end_family
from orchestrator.verify.errors import BrowserLost, BrowserTimeout

ROOT = Path(orchestrator.__file__).resolve().parent.parent
CPU_SECONDS, WALL_SECONDS, MEMORY_BYTES = 10, 60, 1024 * 1024 * 1024
"""Limits of `run_limited`."""


class ChildProcess:
    """One Python module running in a child; one line goes in, one comes out."""

    def __init__(self, module: str) -> None:
        # Chromium binds a socket below its folder, and does not start where that path is longer than
        # a socket's may be, 104 bytes on macOS and 108 on Linux (unix(7)): so it is short, whatever TMPDIR is
        short = "/tmp" if os.access("/tmp", os.W_OK) else None  # noqa: S108 - the folder made in it is private
        self._home = tempfile.TemporaryDirectory(prefix="verify-", dir=short, ignore_cleanup_errors=True)
        self._stderr = (Path(self._home.name) / "stderr").open("w+b")
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env=_clean_environment(self._home.name),
            cwd=ROOT,
            start_new_session=True,
        )

    def send(self, line: str) -> None:
        """Send one line.

        Raises:
            BrowserLost: the child is gone.
        """
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        try:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise BrowserLost(f"the browser's process ended: {self._last_error()}") from error

    def receive(self, seconds: float) -> bytes:
        """The next line.

        Raises:
            BrowserLost: it did not come in time, or the child ended.
        """
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            raise BrowserTimeout(f"the browser gave no answer for {seconds:.0f} s")
        line = self._process.stdout.readline()
        if not line:
            raise BrowserLost(f"the browser's process ended: {self._last_error()}")
        return line

    def kill(self) -> None:
        """End the child and all its descendants, whatever sessions they opened, and remove its folder."""
        end_family(self._process, self._home.name)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._home.cleanup()

    def _last_error(self) -> str:
        if self._stderr.closed:
            return "it was ended"
        self._stderr.seek(0)
        lines = self._stderr.read()[-20_000:].decode("utf-8", "replace").strip().splitlines()
        errors = [line for line in lines if re.match(r"[\w.]*(?:Error|Exception)\b", line)]
        return (errors or lines or ["it gave no reason"])[-1][:300]


def run_limited(module: str, text: bytes) -> bytes | None:
    """What `python -m module` writes for `text` on its stdin; None if it failed or exceeded a limit."""

    def limit() -> None:
        for what, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY_BYTES)):
            resource.setrlimit(what, (most, most))

    with tempfile.TemporaryDirectory(prefix="verify-") as home:
        try:
            done = subprocess.run(
                [sys.executable, "-m", module],
                input=text,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_clean_environment(home),
                cwd=ROOT,
                preexec_fn=limit,
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
    return done.stdout if done.returncode == 0 else None


def _clean_environment(home: str) -> dict[str, str]:
    """The whole environment of the child: nothing of ours but where programs are."""
    return {
        "HOME": home,
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": home,
        "XDG_CONFIG_HOME": home,
        "XDG_CACHE_HOME": home,
    }
