"""Sending requests through the whole system on this machine, and showing their outcome."""

import argparse
import json
import logging
import re
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from orchestrator.errors import InvalidField, OrchestratorError
from scripts.demo_runner import INTERRUPTED
from scripts.demo_runner.outcome import Outcome, dump, read_run
from scripts.demo_runner.request_files import SAMPLE, read_request_files
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import Servers, model_in_use, servers
from scripts.demo_runner.table import say, show

POLL_SECONDS = 0.2

WARNING = "warning: workflows of published apps run on this machine as the present user, without a sandbox"

TASK_TITLE = re.compile(r"(?:deploy|update)-\d{8}-[0-9a-f]{8}")


def run(args: argparse.Namespace) -> int:
    """Run the demo with parsed arguments and return its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    console, outcomes = Console(stderr=True), list[Outcome]()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        code = _run(args, console, outcomes)
    except OrchestratorError as error:
        say(console, str(error), "red")
        code = error.exit_code
    except KeyboardInterrupt:
        say(console, "interrupted; everything that was started has ended")
        code = INTERRUPTED
    if args.json and outcomes:
        sys.stdout.write(dump(outcomes, {"store": str(args.keep.resolve())} if args.keep else {}) + "\n")
    return code


def _interrupt(*_: object) -> NoReturn:
    """End the demo in order; a second signal must not disturb that."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(args: argparse.Namespace, console: Console, outcomes: list[Outcome]) -> int:
    requests = read_request_files(args.files)
    results = console if args.json else Console()
    with _store(args.keep) as store, servers(store, requests if args.as_is else []) as running:
        if args.run_workflows:
            running.hub.state.run_workflows = True
            say(console, WARNING, "yellow")
        say(console, f"model      {model_in_use()}")
        for request in requests:
            outcomes.append(send_request(request, running, console, as_is=args.as_is))
            show(outcomes[-1], results)
        if args.keep:
            say(console, f"kept in    {store}")
        if not args.once:
            _serve(running, console, results)
    return 0 if all(outcome.good for outcome in outcomes) else 1


def _serve(running: Servers, console: Console, results: Console) -> None:
    """Stay open until a signal, and show the outcome of each request that somebody sends meanwhile."""
    done = {run.id for run in running.hub.runs()}
    request = json.loads(SAMPLE.read_text("utf-8"))
    request |= {"task": "my-first-task", "nonce": "my-first-nonce"}
    request |= {"secret": running.secret, "evaluation_url": running.receiver.url}
    file = running.store / "request.json"
    file.write_text(json.dumps(request, indent=2) + "\n", "utf-8")
    header = "-H 'content-type: application/json'"
    say(console, "\nOpen for your own requests; Ctrl-C ends the demo:")
    say(console, f"page       {running.relay_url}/")
    say(console, f"secret     {running.secret}")
    say(console, f"receiver   {running.receiver.url}")
    say(console, f"GitHub     {running.hub.url}")
    say(console, f"curl       curl {header} -d @{shlex.quote(str(file))} {running.relay_url}/task")
    try:
        while True:
            for outcome in _new_outcomes(running, done):
                show(outcome, results)
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        say(console, "ended; everything that was started has ended too")


def _new_outcomes(running: Servers, done: set[int]) -> Iterator[Outcome]:
    """What became of the tasks whose runs have ended and are not among those that are `done`."""
    for run in running.hub.runs():
        title = TASK_TITLE.match(run.title)
        if title and run.status == "completed" and run.id not in done:
            done.add(run.id)
            round_ = int(run.payload.get("client_payload", {}).get("round", 1))
            seconds = (run.updated_at - run.created_at).total_seconds()
            yield Outcome("sent to the relay", title[0], round_, seconds=seconds, **read_run(run))


@contextmanager
def _store(keep: Path | None) -> Iterator[Path]:
    if keep:
        try:
            if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
                raise InvalidField("--keep", f"a new or empty folder, {keep} is neither")
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidField("--keep", f"a folder that can be made, {keep}: {error.strerror}") from error
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
