"""The real relay as a child process, as a host would run it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from orchestrator.errors import OrchestratorError

START_SECONDS = 30.0


class RelayDidNotStart(OrchestratorError):
    """The relay ended, or did not answer."""

    def __init__(self, log: Path) -> None:
        tail = log.read_text("utf-8", "replace").strip().splitlines()[-5:] if log.is_file() else []
        super().__init__("the relay did not start: " + (" / ".join(tail) or "it wrote no log"))


@contextmanager
def relay_process(checkout: Path, settings: Mapping[str, str], log: Path) -> Iterator[str]:
    """Run `python -m relay` with `settings` as its environment and yield its address.

    Its log lines go to the file `log`.

    Raises:
        RelayDidNotStart: it ended at once, or did not answer within 30 s.
    """
    port = _free_port()
    inherited = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SSL_CERT_FILE") if name in os.environ
    }
    env = {**inherited, **settings, "API_HOST": "127.0.0.1", "API_PORT": str(port)}
    env["PYTHONPATH"] = str(checkout)
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        child = subprocess.Popen(  # not in the checkout, whose .env is for the owner's own relay
            [sys.executable, "-m", "relay"], cwd=log.parent, env=env, stdout=output, stderr=output
        )
        try:
            _wait_until_it_answers(child, url, log)
            yield url
        finally:
            child.terminate()
            child.wait(timeout=START_SECONDS)


def _wait_until_it_answers(child: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < give_up:
        with suppress(requests.ConnectionError):
            requests.get(f"{url}/", timeout=5)
            return
        time.sleep(0.02)
    raise RelayDidNotStart(log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
