"""A request sent to its end through the whole system."""

import io
from pathlib import Path
from typing import Any

from rich.console import Console

from scripts.demo_runner.outcome import Outcome
from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import Servers


def send(here: Servers, fields: dict[str, Any]) -> Outcome:
    """Send a request with the demo's own secret and receiver, and wait for the end of its run."""
    return send_request(RequestFile(Path("request.json"), fields), here, Console(file=io.StringIO()))
