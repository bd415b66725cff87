"""`scripts/demo`: send requests through the whole system on this machine and show their outcome."""

import argparse
import json
import logging
import re
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from orchestrator.errors import InvalidField, OrchestratorError
from scripts.demo_runner.arguments import build_parser
from scripts.demo_runner.outcome import Outcome, dump, read_run
from scripts.demo_runner.request_files import SAMPLE, read_request_files
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import Servers, model_in_use, servers
from scripts.demo_runner.table import show

POLL_SECONDS = 0.2
INTERRUPTED = 130

WARNING = "warning: workflows of published apps run on this machine as the present user, without a sandbox"

TASK_TITLE = re.compile(r"(?:deploy|update)-\d{8}-[0-9a-f]{8}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo and return its exit code."""
    return run(build_parser().parse_args(argv))


def run(args: argparse.Namespace) -> int:
    """Run the demo with parsed arguments and return its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    console = Console(stderr=True)
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    outcomes: list[Outcome] = []
    try:
        code = _run(args, console, outcomes)
    except OrchestratorError as error:
        console.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        code = error.exit_code
    except KeyboardInterrupt:
        console.print("interrupted; everything that was started has ended")
        code = INTERRUPTED
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
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
            console.print(WARNING, style="yellow", highlight=False, soft_wrap=True)
        console.print(f"model      {model_in_use()}", markup=False, highlight=False, soft_wrap=True)
        for request in requests:
            outcomes.append(send_request(request, running, console, as_is=args.as_is))
            show(outcomes[-1], results)
        if args.keep:
            console.print(f"kept in    {store}", markup=False, highlight=False, soft_wrap=True)
        if not args.once:
            _serve(running, console, results, {outcome.task_id for outcome in outcomes})
    return 0 if all(outcome.good for outcome in outcomes) else 1


def _serve(running: Servers, console: Console, results: Console, done: set[str]) -> None:
    """Stay open until a signal, and show the outcome of each request that somebody sends meanwhile."""
    request = json.loads(SAMPLE.read_text("utf-8"))
    request |= {"task": "my-first-task", "nonce": "my-first-nonce"}
    request |= {"secret": running.secret, "evaluation_url": running.receiver.url}
    file = running.store / "request.json"
    file.write_text(json.dumps(request, indent=2) + "\n", "utf-8")
    header = "-H 'content-type: application/json'"
    lines = {
        "page": f"{running.relay_url}/",
        "secret": running.secret,
        "receiver": running.receiver.url,
        "GitHub": running.hub.url,
        "curl": f"curl {header} -d @{shlex.quote(str(file))} {running.relay_url}/task",
    }
    console.print("\nOpen for your own requests; Ctrl-C ends the demo:")
    for name, value in lines.items():
        console.print(f"{name:<10} {value}", markup=False, highlight=False, soft_wrap=True)
    try:
        while True:
            _show_new(running, results, done)
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        console.print("ended; everything that was started has ended too")


def _show_new(running: Servers, results: Console, done: set[str]) -> None:
    for workflow_run in running.hub.runs():
        found = TASK_TITLE.match(workflow_run.title)
        key = f"{found[0]}#{workflow_run.id}" if found else ""
        if not found or workflow_run.status != "completed" or {key, found[0]} & done:
            continue
        done.add(key)
        seconds = (workflow_run.updated_at - workflow_run.created_at).total_seconds()
        fields = read_run(workflow_run)
        round_ = int(workflow_run.payload.get("client_payload", {}).get("round", 1))
        show(Outcome("sent to the relay", found[0], round_, seconds=seconds, **fields), results)


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
