"""The whole system for a test: its servers, a request sent to its end, and what an owner asks of GitHub."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
from rich.console import Console

from scripts.demo_runner.outcome import Outcome
from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import CONTROL_REPO, Servers
from scripts.localhub import Hub


def send(here: Servers, fields: dict[str, Any]) -> Outcome:
    """Send a request with the demo's own secret and receiver, and wait for the end of its run."""
    request, silent = RequestFile(Path("request.json"), fields), Console(file=io.StringIO())
    return send_request(request, here, silent, as_is=False)


def live(outcome: Outcome, path: str = "") -> requests.Response:
    """A file of the published page."""
    assert outcome.publication is not None
    return requests.get(outcome.publication.pages_url + path, timeout=10)


def post(hub: Hub, path: str, body: Mapping[str, object]) -> None:
    """Send a request below the control repository with the owner's token; it has to be taken."""
    url, headers = (
        f"{hub.api_url}/repos/{CONTROL_REPO}/{path}",
        {"authorization": f"Bearer {hub.tokens.target}"},
    )
    requests.post(url, json=body, headers=headers, timeout=10).raise_for_status()
