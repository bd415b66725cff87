"""`scripts/evaluate check`: one deployment."""

import argparse
import json
import sys
from dataclasses import asdict

from rich.console import Console

from orchestrator.task.event import read_task
from scripts.demo_runner.request_files import read_request_files
from scripts.evaluator.evaluation import Subject, evaluate
from scripts.evaluator.finding import findings_table
from scripts.evaluator.page import Options, browser


def run(args: argparse.Namespace) -> int:
    """Show the findings; 1 if any failed."""
    tasks = [read_task(request.fields) for request in read_request_files(args.files)]
    subject = Subject(tasks, args.repo, args.commit, args.page)
    with browser() as mine:
        findings = list(evaluate(subject, mine, Options(args.seconds, args.mirror)))
    if args.json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=1) + "\n")
    else:
        Console().print(findings_table(findings))
    return 1 if any(finding.result == "failed" for finding in findings) else 0
