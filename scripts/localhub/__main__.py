"""Run the stand-in by itself: `python -m scripts.localhub`."""

import argparse
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from scripts.localhub.hub import Hub
from scripts.localhub.latency import LIKE_GITHUB


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until interrupted."""
    args = _parser().parse_args(argv)
    latency = LIKE_GITHUB.scaled(args.latency)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    hub = Hub(
        args.store,
        args.control,
        args.repo,
        secrets=_pairs(args.secret),
        variables=_pairs(args.var),
        environment=_pairs(args.env),
        latency=latency,
        port=args.port,
    )
    with hub:
        print(f"web      {hub.url}\nREST     {hub.api_url}\nPages    {hub.pages_template}")
        print(f"control  {args.repo}\nrelay    {hub.tokens.relay}\ntarget   {hub.tokens.target}", flush=True)
        stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.localhub",
        description="A stand-in for GitHub on loopback: REST, git, Actions by act, Pages, over a directory. "
        "It prints its addresses and two tokens of its own making, and serves until Ctrl-C.",
    )
    parser.add_argument(
        "--store", type=Path, default=Path(".cache/localhub"), help="folder to keep everything in"
    )
    parser.add_argument(
        "--control", type=Path, default=Path(), help="the checkout that is the control repository"
    )
    parser.add_argument("--repo", default="owner/control", metavar="OWNER/NAME", help="its name here")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--latency", type=float, default=0.0, metavar="FACTOR", help="1 is as slow as GitHub")
    for name, text in (("secret", "secret"), ("var", "variable"), ("env", "step environment variable")):
        parser.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=f"a {text} of the control repository",
        )
    return parser


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    return {name: value for name, _, value in (text.partition("=") for text in texts)}


if __name__ == "__main__":
    raise SystemExit(main())
