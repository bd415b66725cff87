"""`scripts/demo`: send requests through the whole system on this machine and show what became of them."""

import argparse
import logging
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from orchestrator.errors import InvalidField, OrchestratorError
from scripts.demo_runner.outcome import Outcome, dump
from scripts.demo_runner.request_files import read_request_files
from scripts.demo_runner.send import drive
from scripts.demo_runner.table import show
from scripts.demo_runner.world import World, world

DESCRIPTION = """\
Run the main job on this machine: the real relay, the real workflow (by act), a local stand-in for GitHub,
and a receiver for callbacks, all on free loopback ports. Without files it sends a sample of its own.

OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL, FALLBACK_… and ON_MODEL_FAILURE are honoured; without a key the
offline generator writes the app."""

EPILOG = "exit codes: 0 every callback got 200 and no check failed, 1 otherwise, 2 a request file is wrong"


def build_parser() -> argparse.ArgumentParser:
    """The parser of `scripts/demo`."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="REQUEST.json", help="sent one after another")
    parser.add_argument("--once", action="store_true", help="exit when the requests are done")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON document on stdout")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep repositories and run logs in DIR")
    parser.add_argument(
        "--as-is",
        action="store_true",
        help="send the files' own secret and evaluation_url, not the demo's",
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo and return its exit code."""
    args = build_parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    console = Console(stderr=True)
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        requests = read_request_files(args.files)
        with _store(args.keep) as store, world(store, requests if args.as_is else []) as here:
            outcomes = [drive(request, here, console, as_is=args.as_is) for request in requests]
            _report(outcomes, args, console)
            if not args.once:
                _serve(here, console)
    except OrchestratorError as error:
        console.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0 if all(outcome.good for outcome in outcomes) else 1


def _report(outcomes: list[Outcome], args: argparse.Namespace, console: Console) -> None:
    if args.once and not args.keep:
        outcomes = [replace(outcome, run_log="") for outcome in outcomes]
    for outcome in outcomes:
        show(outcome, console)
    if args.json:
        sys.stdout.write(dump(outcomes, {"store": str(args.keep.resolve())} if args.keep else {}) + "\n")
        sys.stdout.flush()
    if args.keep:
        console.print(f"kept in {args.keep.resolve()}", markup=False, highlight=False, soft_wrap=True)


def _serve(here: World, console: Console) -> None:
    told = f"still serving, Ctrl-C ends it: GitHub's stand-in {here.hub.url}, relay {here.relay_url}"
    console.print(told, soft_wrap=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.print("ended")


@contextmanager
def _store(keep: Path | None) -> Iterator[Path]:
    if keep:
        if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
            raise InvalidField("--keep", f"a new or empty folder, {keep} is neither")
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
