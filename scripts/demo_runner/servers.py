"""The servers of the demo: the stand-in for GitHub, the relay, the receiver of callbacks."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.errors import OrchestratorError
from scripts.demo_runner.request_files import RequestFile
from scripts.evaluator.receiver import FIELDS, Answer, Receiver, read_callback
from scripts.localhub import Hub

CONTROL_REPO = "owner/control"
CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0

SECRETS = ("OPENAI_API_KEY", "FALLBACK_API_KEY")
VARIABLES = (
    *("OPENAI_BASE_URL", "OPENAI_MODEL", "FALLBACK_BASE_URL", "FALLBACK_MODEL"),
    *("OPENAI_MAX_TOKENS", "FALLBACK_MAX_TOKENS", "MODEL_IDLE_SECONDS", "CANDIDATES"),
    *("ON_MODEL_FAILURE", "MODEL_PRICES"),
)
MACHINE = (
    *("CHROMIUM_PATH", "CDN_MIRROR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
)


class DidNotStart(OrchestratorError):
    """A server ended, or did not answer; the message quotes its log."""

    def __init__(self, name: str, log: Path) -> None:
        tail = " / ".join(log.read_text("utf-8", "replace").strip().splitlines()[-5:])
        super().__init__(f"the {name} did not start: {tail or 'it wrote no log'}")


class CallbackReceiver(Receiver):
    """Takes exactly what the protocol names; `callbacks` has all accepted bodies, oldest first."""

    def __init__(self) -> None:
        """Open a free loopback port."""
        super().__init__(self._accept)
        self.callbacks: list[dict[str, Any]] = []

    def callbacks_for(self, nonce: str) -> list[dict[str, Any]]:
        """The callbacks of one request."""
        return [callback for callback in self.callbacks if callback["nonce"] == nonce]

    def _accept(self, body: bytes) -> Answer:
        callback = read_callback(body)
        if isinstance(callback, str):
            return 400, {"error": callback}
        if more := set(callback) - set(FIELDS):
            return 400, {"error": f"expected exactly the fields {', '.join(FIELDS)}, not {min(more)}"}
        self.callbacks.append(callback)
        return 200, {"status": "accepted", "late": False}


@dataclass(frozen=True)
class Servers:
    """The running servers."""

    store: Path
    hub: Hub
    receiver: CallbackReceiver
    relay_url: str
    secret: str  # the shared secret of this demo, made anew each time


@contextmanager
def servers(
    store: Path, as_is: Sequence[RequestFile] = (), environment: Mapping[str, str] | None = None
) -> Iterator[Servers]:
    """Start all servers, the stand-in in `store`.

    The relay also accepts the secrets of the files in `as_is`; `environment` is added to that of the steps.
    """
    secret = secrets.token_urlsafe(16)
    allowed = [secret, *(str(file.fields["secret"]) for file in as_is if file.fields.get("secret"))]
    with (
        tempfile.TemporaryDirectory(prefix="demo-steps-", ignore_cleanup_errors=True) as temporary,
        CallbackReceiver() as receiver,
        _hub(store, {"TMPDIR": temporary, **(environment or {})}) as hub,
    ):
        settings = {
            "CONTROL_REPO": CONTROL_REPO,
            "GITHUB_TOKEN": hub.tokens.relay,
            "GITHUB_API_URL": hub.api_url,
            "GITHUB_SERVER_URL": hub.url,
            "TARGET_OWNER": CONTROL_REPO.partition("/")[0],
            "PAGES_URL": hub.pages_template,
            "ALLOWED_SECRETS": ",".join(dict.fromkeys(allowed)),
        }
        with _relay(settings, store / "relay.log") as relay_url:
            yield Servers(store, hub, receiver, relay_url, secret)


def model_in_use() -> str:
    """The model and address that the demo's requests will be sent to."""
    env = os.environ
    if not env.get("OPENAI_API_KEY") and not env.get("OPENAI_BASE_URL"):
        return "none: the offline generator writes the apps"
    model = env.get("OPENAI_MODEL") or "the default model"
    return f"{model} at {env.get('OPENAI_BASE_URL') or 'api.openai.com'}"


def _hub(store: Path, environment: Mapping[str, str]) -> Hub:
    machine = {**_present(MACHINE), "PREPARED_VENV": sys.prefix, "ALLOW_PRIVATE_URLS": "1", **environment}
    held = {"secrets": _present(SECRETS), "variables": _present(VARIABLES)}
    return Hub(store, CHECKOUT, CONTROL_REPO, **held, environment=machine)


def _present(names: Sequence[str]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if os.environ.get(name)}


@contextmanager
def _relay(settings: Mapping[str, str], log: Path) -> Iterator[str]:
    """Run `python -m relay` with `settings` as its environment and yield its address."""
    port = free_port()
    env = _present(("PATH", "HOME", "LANG", "SSL_CERT_FILE"))
    env |= {**settings, "API_HOST": "127.0.0.1", "API_PORT": str(port)}
    with child_server("relay", [sys.executable, "-m", "relay"], port, env, log):
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def child_server(
    name: str, command: Sequence[str], port: int, env: Mapping[str, str], log: Path = Path(os.devnull)
) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a server of this checkout while it is used, from its first connection on.

    Raises:
        DidNotStart: it ended, or does not listen within 30 seconds.
    """
    end = time.monotonic() + START_SECONDS
    with log.open("wb") as output:
        # in a session of its own: Ctrl-C is for the demo, which then ends the server
        child = subprocess.Popen(
            command, cwd=CHECKOUT, env=env, stdout=output, stderr=output, start_new_session=True
        )
    try:
        while child.poll() is None and time.monotonic() < end:
            with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.002)
        else:
            raise DidNotStart(name, log)
        yield child
    finally:
        child.terminate()
        child.wait(timeout=START_SECONDS)
