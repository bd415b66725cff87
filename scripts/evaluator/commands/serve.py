"""`scripts/evaluate serve`: the receiver of callbacks."""

import argparse

from scripts.evaluator.receiver import Receiver
from scripts.evaluator.store import Store


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    Receiver(Store(args.db), args.host, args.port).serve()
    return 0
