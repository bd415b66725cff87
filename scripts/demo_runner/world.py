"""Everything that the demo starts: the stand-in, the relay, the receiver."""

import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.demo_runner.receiver import Receiver
from scripts.demo_runner.relay_process import relay_process
from scripts.demo_runner.request_files import RequestFile
from scripts.localhub import Hub

CONTROL_REPO = "owner/control"
CHECKOUT = Path(__file__).resolve().parents[2]

SECRETS = ("OPENAI_API_KEY", "FALLBACK_API_KEY")
VARIABLES = (
    *("OPENAI_BASE_URL", "OPENAI_MODEL", "FALLBACK_BASE_URL", "FALLBACK_MODEL"),
    *("ON_MODEL_FAILURE", "MODEL_PRICES"),
)
MACHINE = (
    *("CHROMIUM_PATH", "CDN_MIRROR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
)


@dataclass(frozen=True)
class World:
    """Where the running parts are reached."""

    store: Path
    hub: Hub
    receiver: Receiver
    relay_url: str
    secret: str  # the shared secret of this demo, made anew each time


@contextmanager
def world(
    store: Path, as_is: Sequence[RequestFile] = (), environment: Mapping[str, str] | None = None
) -> Iterator[World]:
    """Start everything, the stand-in in `store`.

    The secrets of the files in `as_is` are allowed too; `environment` is added to that of the steps.
    """
    secret = secrets.token_urlsafe(16)
    allowed = [secret, *(str(file.fields["secret"]) for file in as_is if file.fields.get("secret"))]
    with Receiver() as receiver, _hub(store, environment or {}) as hub:
        settings = {
            "CONTROL_REPO": CONTROL_REPO,
            "GITHUB_TOKEN": hub.tokens.relay,
            "GITHUB_API_URL": hub.api_url,
            "GITHUB_SERVER_URL": hub.url,
            "TARGET_OWNER": CONTROL_REPO.partition("/")[0],
            "PAGES_URL": hub.pages_template,
            "ALLOWED_SECRETS": ",".join(dict.fromkeys(allowed)),
        }
        with relay_process(CHECKOUT, settings, store / "relay.log") as relay_url:
            yield World(store, hub, receiver, relay_url, secret)


def _hub(store: Path, more: Mapping[str, str]) -> Hub:
    machine = {**_present(MACHINE), "PREPARED_VENV": sys.prefix, "ALLOW_PRIVATE_URLS": "1", **more}
    secrets, variables = _present(SECRETS), _present(VARIABLES)
    return Hub(store, CHECKOUT, CONTROL_REPO, secrets=secrets, variables=variables, environment=machine)


def _present(names: Sequence[str]) -> dict[str, str]:
    env: Mapping[str, str] = os.environ
    return {name: env[name] for name in names if env.get(name)}
