"""Sending one request and following it to the end."""

import time
from typing import Any

import requests
from rich.console import Console

from orchestrator.errors import InputError
from scripts.demo_runner.outcome import Outcome, last_words, read_records
from scripts.demo_runner.progress import follow
from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.world import World

PRIVATE = frozenset({"email", "nonce"})


class RelayRefused(InputError):
    """The relay did not take a request."""

    def __init__(self, file: RequestFile, answer: requests.Response) -> None:
        super().__init__(f"{file.path}: the relay answered {answer.status_code}: {answer.text[:500]}")
        self.exit_code = 2 if answer.status_code < requests.codes.internal_server_error else 1


def drive(file: RequestFile, world: World, console: Console, *, as_is: bool) -> Outcome:
    """Send a request, show its stages as they pass, and gather what became of it.

    Raises:
        RelayRefused: the relay answered anything but 200.
    """
    fields = dict(file.fields)
    if not as_is:
        fields |= {"secret": world.secret, "evaluation_url": world.receiver.url}
    calls_before = len(world.hub.log())
    start = time.monotonic()
    accepted = _post(file, fields, world)
    task_id = accepted["task_id"]
    console.print(f"{time.monotonic() - start:5.1f} s  relay      accepted {task_id}", highlight=False)
    run = follow(task_id, world.hub, console, start)
    seconds = round(time.monotonic() - start, 3)
    kept = run.artifacts / ("result" if (run.artifacts / "result").is_dir() else "run")
    records = read_records(kept / "files")
    counts = world.hub.calls(calls_before)
    return Outcome(
        file=str(file.path),
        task_id=task_id,
        round=int(fields["round"]),
        conclusion=run.conclusion or "unknown",
        seconds=seconds,
        run_log=str(run.log),
        last_words="" if run.conclusion == "success" else last_words(run.log),
        callbacks=tuple(_public(callback) for callback in world.receiver.taken_for(str(fields["nonce"]))),
        api_calls={"read": counts.read, "write": counts.write, "content-creating": counts.content},
        **records,
    )


def _post(file: RequestFile, fields: dict[str, Any], world: World) -> dict[str, Any]:
    answer = requests.post(f"{world.relay_url}/task", json=fields, timeout=30)
    if answer.status_code != requests.codes.ok:
        raise RelayRefused(file, answer)
    accepted: dict[str, Any] = answer.json()
    return accepted


def _public(callback: dict[str, Any]) -> dict[str, Any]:
    return {"fields": sorted(callback)} | {k: v for k, v in callback.items() if k not in PRIVATE}
