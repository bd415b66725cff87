"""`orchestrator generate`: the task becomes `RUN/site/` and the records about it."""

import argparse
import logging

from orchestrator.errors import GateRefused
from orchestrator.records.workdir import WorkDir
from orchestrator.settings import Settings


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the app, verify it, repair what fails, and refuse what must never be published."""
    from orchestrator.generate.stage import generate

    logging.getLogger("httpx2").setLevel(logging.WARNING)  # a line per request would hide our own
    workdir = WorkDir(args.run)
    with workdir.stage("generate") as count:
        verdict = generate(workdir, settings, count)
        if verdict and verdict.refusals:
            raise GateRefused([f"{refusal.check}: {refusal.seen}" for refusal in verdict.refusals])
    return 0
