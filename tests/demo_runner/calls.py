"""What an owner asks of GitHub besides the relay."""

from collections.abc import Mapping

import requests

from scripts.demo_runner.servers import CONTROL_REPO
from scripts.localhub import Hub


def post(hub: Hub, path: str, body: Mapping[str, object]) -> None:
    """Send a request below the control repository with the owner's token; it has to be taken."""
    requests.post(
        f"{hub.api_url}/repos/{CONTROL_REPO}/{path}",
        json=body,
        headers={"authorization": f"Bearer {hub.tokens.target}"},
        timeout=10,
    ).raise_for_status()
