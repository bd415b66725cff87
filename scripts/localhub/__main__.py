"""Run the stand-in by itself: `python -m scripts.localhub`."""

import argparse
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from scripts.localhub.server import Hub
from scripts.localhub.traffic.latency import LIKE_GITHUB


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = _parser()
    args = parser.parse_args(argv)
    if args.store and args.store.exists() and any(args.store.iterdir()):
        parser.error(f"{args.store}: not empty; the stand-in starts with an empty store")
    if missing := [name for name in args.secret if name not in os.environ]:
        parser.error(f"not in the environment: {', '.join(missing)}")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if args.store:
        _serve(args, args.store, stop)
        return 0
    with tempfile.TemporaryDirectory(prefix="localhub-") as store:
        _serve(args, Path(store), stop)
    return 0


def _serve(args: argparse.Namespace, store: Path, stop: threading.Event) -> None:
    secrets = {name: os.environ[name] for name in args.secret}
    latency = LIKE_GITHUB.scaled(args.latency)
    with Hub(store, args.control, args.repo, secrets=secrets, latency=latency, port=args.port) as hub:
        print(f"web      {hub.url}\nREST     {hub.api_url}\nPages    {hub.pages_template}")
        print(f"control  {args.repo}\nrelay    {hub.tokens.relay}\ntarget   {hub.tokens.target}")
        print(f"store    {store}")
        sys.stdout.flush()
        stop.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.localhub",
        description="A stand-in for GitHub on loopback: REST, git, Actions by act, Pages, over a directory. "
        "It prints its addresses and two tokens that it makes, and serves until Ctrl-C.",
    )
    add = parser.add_argument
    add("--store", type=Path, help="an empty folder to keep everything in (default: a temporary one)")
    add("--control", type=Path, default=Path(), help="the control repository's checkout (default: here)")
    add("--repo", default="owner/control", metavar="OWNER/NAME", help="its name (default: owner/control)")
    add("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    add("--latency", type=float, default=0.0, metavar="FACTOR", help="1 is as slow as GitHub (default: 0)")
    add("--secret", action="append", default=[], metavar="NAME",
        help="a secret of the control repository, with its value from the environment")  # fmt: skip
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
