"""Runs a module of ours on a stranger's text in a child with limits of time and memory."""

import resource
import subprocess
import sys
import tempfile

from orchestrator.verify.browser_process.child_process import ROOT, clean_environment

CPU_SECONDS = 10
WALL_SECONDS = 60
MEMORY_BYTES = 1024 * 1024 * 1024


def run_limited(module: str, text: bytes) -> bytes | None:
    """What `python -m module` writes for `text` on its stdin; None if it failed or exceeded a limit."""
    with tempfile.TemporaryDirectory(prefix="verify-") as home:
        try:
            done = subprocess.run(
                [sys.executable, "-m", module],
                input=text,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=clean_environment(home),
                cwd=ROOT,
                preexec_fn=_limit,
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
    return done.stdout if done.returncode == 0 else None


def _limit() -> None:
    for what, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY_BYTES)):
        resource.setrlimit(what, (most, most))
