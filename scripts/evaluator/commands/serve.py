"""`scripts/evaluate serve`: the receiver of callbacks."""

import argparse
import logging
import time

from scripts.evaluator.receiver import Receiver, take
from scripts.evaluator.store import Store


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    with Store(args.db) as store:
        receiver = Receiver(lambda body: take(store, body, time.time()), args.host, args.port)
        logging.getLogger(__name__).info("receiving callbacks at %s; Ctrl-C ends", receiver.url)
        receiver.serve()
    return 0
