"""`scripts/evaluate dry-run`: both rounds against one endpoint."""

import argparse
import logging
import os
import sys
from datetime import UTC, datetime

from rich.console import Console

from orchestrator.errors import SettingsError
from scripts.evaluator.commands import options
from scripts.evaluator.commands.check import findings_table
from scripts.evaluator.dry_run import Plan, dry_run
from scripts.evaluator.page import browser
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import TaskTemplate, seed_of

logger = logging.getLogger(__name__)


def run(args: argparse.Namespace) -> int:
    """Show what happened, then what would be deducted; 1 if anything would."""
    secret = os.environ.get("EVALUATE_SECRET", "")
    if not secret:
        raise SettingsError("EVALUATE_SECRET", "the secret that the endpoint asks for")
    template = TaskTemplate.read(args.template)
    seed = seed_of(args.email, template.id, datetime.now(UTC))
    submission, looks = Submission(args.email, args.endpoint, secret), options(args.seconds)
    plan = Plan(submission, template, seed, args.wait, args.callback, args.host, args.port, looks)
    with browser() as mine:
        steps = dry_run(plan, mine, logger.info)
    console = Console()
    for step in steps:
        console.print(f"round {step.round}")
        console.print(findings_table(step.findings))
    deductions = [f"round {step.round}: {line}" for step in steps for line in step.deductions]
    unjudged = sum(finding.result == "not judged" for step in steps for finding in step.findings)
    lines = [f"- {line}" for line in deductions] or ["nothing"]
    sys.stdout.write("A course would deduct for:\n" + "\n".join(lines) + "\n")
    if unjudged:
        sys.stdout.write(f"{unjudged} checks need a person: they are 'not judged' above.\n")
    return 1 if deductions else 0
