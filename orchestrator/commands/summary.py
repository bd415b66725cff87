"""`orchestrator summary`: write the run's summary page; outside a runner it goes to stdout."""

import argparse
import sys

from orchestrator.records.workdir import WorkDir
from orchestrator.report.summary import read_run, render
from orchestrator.runtime import actions
from orchestrator.settings import Settings


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Render whatever the work directory holds."""
    page = render(read_run(WorkDir(args.run)), settings)
    if not actions.summary(page):
        sys.stdout.write(page)
    return 0
