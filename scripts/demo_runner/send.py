"""Sending one request, and following its run to the end."""

import time
from collections import Counter
from typing import Any

import requests
from rich.console import Console

from orchestrator.errors import InputError
from orchestrator.text.display import one_line
from scripts.demo_runner.outcome import Outcome, read_run
from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.servers import Servers
from scripts.localhub import Hub
from scripts.localhub.models import Run
from scripts.localhub.server import RELAY_LABEL

PRIVATE = frozenset({"email", "nonce"})
POLL_SECONDS = 0.05

STEPS = (
    "read the task",
    "generate and verify the app",
    "publish the app",
    "send the callback",
    "write the summary",
)
"""The steps of task.yml that are shown; others are shown only if they fail."""


class RelayRefused(InputError):
    """The relay did not accept a request; the message quotes its answer."""

    def __init__(self, file: RequestFile, answer: requests.Response) -> None:
        try:
            message = str(answer.json()["message"])
        except (ValueError, LookupError, TypeError):
            message = answer.text
        super().__init__(f"{file.path}: the relay answered {answer.status_code}: {one_line(message, 500)}")
        self.exit_code = 2 if answer.status_code < requests.codes.internal_server_error else 1


def send_request(file: RequestFile, servers: Servers, console: Console, *, as_is: bool = False) -> Outcome:
    """Send a request, show its steps while it runs, and return its outcome.

    Raises:
        RelayRefused: the relay answered anything but 200.
    """
    own = {"secret": servers.secret, "evaluation_url": servers.receiver.url}
    fields = file.fields if as_is else file.fields | own
    calls_before = len(servers.hub.log())
    start = time.monotonic()
    answer = requests.post(f"{servers.relay_url}/task", json=fields, timeout=30)
    if answer.status_code != requests.codes.ok:
        raise RelayRefused(file, answer)
    task_id = answer.json()["task_id"]
    console.print(f"{time.monotonic() - start:5.1f} s  relay      accepted {task_id}", highlight=False)
    run = _follow(task_id, servers.hub, console, start)
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


def _follow(task_id: str, hub: Hub, console: Console, start: float) -> Run:
    """Print a line for each step that ends, until the newest run of the task is completed.

    `start` is the time (`time.monotonic`) from which the seconds in the lines count.
    """
    shown: set[int] = set()
    with console.status("waiting for a runner") as status:
        while True:
            runs = [run for run in hub.runs() if run.title.startswith(task_id)]
            if runs:
                newest = max(runs, key=lambda run: run.id)
                status.update(_show_steps(newest, shown, console, start))
                if newest.status == "completed":
                    return newest
            time.sleep(POLL_SECONDS)


def _show_steps(run: Run, shown: set[int], console: Console, start: float) -> str:
    """Print the steps that ended since the last call; return the name of the running one."""
    running = "waiting for a runner"
    for job, step in [(one, step) for one in run.current_jobs() for step in one.steps]:
        if step.status == "in_progress":
            running = f"{job.name}: {step.name}"
        elif step.conclusion and id(step) not in shown:
            shown.add(id(step))
            if step.conclusion == "failure" or (step.name in STEPS and step.conclusion != "skipped"):
                seconds = time.monotonic() - start
                console.print(f"{seconds:5.1f} s  {step.name:<27} {step.conclusion}", highlight=False)
    return running
