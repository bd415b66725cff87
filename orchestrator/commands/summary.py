"""`orchestrator summary`: write the run's summary page; outside a runner it goes to stdout."""

import argparse
import json
import os
import sys
from pathlib import Path

from orchestrator.records.workdir import WorkDir
from orchestrator.report.summary import SIGNS, Run, read_run, render
from orchestrator.runtime import actions
from orchestrator.settings import Settings

MAX_WARNINGS = 8
"""GitHub shows ten annotations of a kind for each step."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Render the work directory; what is missing becomes annotations too, which a green run also shows."""
    found = read_run(WorkDir(args.run), _form_inputs())
    page = render(found, settings)
    if not actions.summary(page):
        sys.stdout.write(page)
    _annotate(found)
    return 0


def _annotate(found: Run) -> None:
    annotate = actions.notice if found.outcome.complete else actions.warning
    annotate(found.outcome.sentence, "outcome")  # the relay's /status looks for this title
    for result in found.problems[:MAX_WARNINGS]:
        seen = f" Expected {result.expected}, seen {result.seen}." if result.seen else ""
        actions.warning(f"{result.check}.{seen}", f"check {SIGNS[result.status][2:]}")


def _form_inputs() -> dict[str, str]:
    """What was typed into the form of "Run workflow", as the event has it."""
    try:
        event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_bytes())
        return {str(name): str(value or "") for name, value in event["inputs"].items()}
    except (KeyError, OSError, ValueError, AttributeError, TypeError):
        return {}
