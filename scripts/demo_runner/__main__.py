"""`scripts/demo`: the command line, without any import that has to be installed."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.demo_runner import INTERRUPTED

DESCRIPTION = """\
Run the whole system on this machine: the real relay, the real workflow (by act), a local stand-in for GitHub,
and a receiver for callbacks, all on free loopback ports. Without files it sends a sample request. Then it
stays open for your own requests: it prints the relay's page, its secret and a curl command.

OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL, FALLBACK_… and ON_MODEL_FAILURE are used if they are set;
without a key and an address the offline generator writes the app."""

EPILOG = """\
exit codes: 0 every app is live, every callback was accepted and every check passed, 1 otherwise,
2 a request or an argument is wrong, 130 interrupted before all requests were done"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo and return its exit code."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("scripts/demo", None, DESCRIPTION, EPILOG, formatter_class=raw)
    add = parser.add_argument
    add("files", nargs="*", type=Path, metavar="REQUEST.json", help="sent one after another")
    add("--once", action="store_true", help="exit when the requests are done")
    add("--json", action="store_true", help="print the results as one JSON document on stdout")
    add("--keep", type=Path, metavar="DIR", help="keep repositories and run logs in DIR")
    unsafe = "run all workflows of the published apps on this machine, also steps that strangers wrote"
    add("--run-workflows", action="store_true", help=unsafe)
    add("--as-is", action="store_true", help="send the files' own secret and evaluation_url")
    args = parser.parse_args(argv)
    signals = (signal.SIGINT, signal.SIGTERM)
    # nothing is started yet
    before = {number: signal.signal(number, lambda *_: os._exit(INTERRUPTED)) for number in signals}
    try:
        from scripts.demo_runner.run import run

        return run(args)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
