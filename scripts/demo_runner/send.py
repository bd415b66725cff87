"""Sending one request and following it to its end."""

import time
from collections import Counter
from typing import Any

import requests
from rich.console import Console

from orchestrator.errors import InputError
from orchestrator.text.display import one_line
from scripts.demo_runner.outcome import Outcome, read_run
from scripts.demo_runner.progress import follow
from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.servers import Servers
from scripts.localhub.server import RELAY_LABEL

PRIVATE = frozenset({"email", "nonce"})


class RelayRefused(InputError):
    """The relay did not accept a request; the message quotes its answer."""

    def __init__(self, file: RequestFile, answer: requests.Response) -> None:
        try:
            message = str(answer.json()["message"])
        except (ValueError, LookupError, TypeError):
            message = answer.text
        super().__init__(f"{file.path}: the relay answered {answer.status_code}: {one_line(message, 500)}")
        self.exit_code = 2 if answer.status_code < requests.codes.internal_server_error else 1


def send_request(file: RequestFile, servers: Servers, console: Console, *, as_is: bool) -> Outcome:
    """Send a request, show its steps while it runs, and return its outcome.

    Raises:
        RelayRefused: the relay answered anything but 200.
    """
    fields = dict(file.fields)
    if not as_is:
        fields |= {"secret": servers.secret, "evaluation_url": servers.receiver.url}
    calls_before = len(servers.hub.log())
    start = time.monotonic()
    answer = requests.post(f"{servers.relay_url}/task", json=fields, timeout=30)
    if answer.status_code != requests.codes.ok:
        raise RelayRefused(file, answer)
    task_id = answer.json()["task_id"]
    console.print(f"{time.monotonic() - start:5.1f} s  relay      accepted {task_id}", highlight=False)
    run = follow(task_id, servers.hub, console, start)
    seconds = round(time.monotonic() - start, 3)
    calls = [call for call in servers.hub.log()[calls_before:] if call.token != RELAY_LABEL]
    counts = Counter(call.kind for call in calls)
    return Outcome(
        file=str(file.path),
        task_id=task_id,
        round=int(fields["round"]),
        seconds=seconds,
        callbacks=tuple(map(_public, servers.receiver.callbacks_for(str(fields["nonce"])))),
        api_calls={"read": counts["read"], "write": counts["write"], "content-creating": counts["content"]},
        created=tuple(call.endpoint for call in calls if call.kind == "content"),
        **read_run(run),
    )


def _public(callback: dict[str, Any]) -> dict[str, Any]:
    return {"fields": sorted(callback)} | {k: v for k, v in callback.items() if k not in PRIVATE}
