"""Lets `python -m scripts.demo_runner` do what `scripts/demo` does; `--help` needs no installed package."""

import os
import signal
import sys

from scripts.demo_runner.arguments import build_parser


def _main() -> int:
    args = build_parser().parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(130))  # nothing is started yet
    from scripts.demo_runner.cli import run

    return run(args)


sys.exit(_main())
