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

import requests

from orchestrator.errors import OrchestratorError
from scripts.demo_runner.receiver import CallbackReceiver
from scripts.demo_runner.request_files import RequestFile
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


class RelayDidNotStart(OrchestratorError):
    """The relay ended, or did not answer; the message quotes its log."""

    def __init__(self, log: Path) -> None:
        tail = log.read_text("utf-8", "replace").strip().splitlines()[-5:] if log.is_file() else []
        super().__init__("the relay did not start: " + (" / ".join(tail) or "it wrote no log"))


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
    kept, variables = _present(SECRETS), _present(VARIABLES)
    return Hub(store, CHECKOUT, CONTROL_REPO, secrets=kept, variables=variables, environment=machine)


def _present(names: Sequence[str]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if os.environ.get(name)}


@contextmanager
def _relay(settings: Mapping[str, str], log: Path) -> Iterator[str]:
    """Run `python -m relay` with `settings` as its environment and yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    env = _present(("PATH", "HOME", "LANG", "SSL_CERT_FILE"))
    env |= {**settings, "API_HOST": "127.0.0.1", "API_PORT": str(port)}
    command = [sys.executable, "-m", "relay"]
    with log.open("wb") as output:
        # in a session of its own: Ctrl-C is for the demo, which then ends the relay
        child = subprocess.Popen(
            command, cwd=CHECKOUT, env=env, stdout=output, stderr=output, start_new_session=True
        )
        try:
            _wait_until_it_answers(child, url, log)
            yield url
        finally:
            child.terminate()
            child.wait(timeout=START_SECONDS)


def _wait_until_it_answers(child: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < end:
        with suppress(requests.ConnectionError):
            requests.get(f"{url}/", timeout=5)
            return
        time.sleep(0.02)
    raise RelayDidNotStart(log)
