"""`scripts/evaluate`: hold requests against the repository and the page that a callback named."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from orchestrator.errors import OrchestratorError, SettingsError
from orchestrator.task.event import read_task
from orchestrator.verify.browser_process.chromium import find_chromium, sandboxed
from scripts.demo_runner.request_files import read_request_files
from scripts.evaluator.finding import Finding
from scripts.evaluator.page import Visit
from scripts.evaluator.repository import look_at_repository

DESCRIPTION = """\
Look at a published app as an evaluator does after the callback: the repository at its commit, and the live
page in a browser without any fence. The requests are all rounds of one app; all of them have to hold."""

EPILOG = "exit codes: 0 nothing failed, 1 otherwise, 2 a request file is wrong, 3 no Chromium was found"


def build_parser() -> argparse.ArgumentParser:
    """The parser of `scripts/evaluate`."""
    parser = argparse.ArgumentParser(
        prog="scripts/evaluate",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="REQUEST.json", help="one for each round")
    parser.add_argument("--repo", required=True, metavar="URL", help="the callback's repo_url")
    parser.add_argument(
        "--commit", default="HEAD", metavar="SHA", help="its commit_sha (default: the branch's head)"
    )
    parser.add_argument("--page", required=True, metavar="URL", help="its pages_url")
    parser.add_argument(
        "--seconds", type=float, default=15.0, help="what a check may take to become true (default: 15)"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON on stdout")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Evaluate, show the findings, and return the exit code."""
    args = build_parser().parse_args(argv)
    console = Console(stderr=True)
    try:
        findings = list(_findings(args))
    except OrchestratorError as error:
        console.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return error.exit_code
    if args.json:
        sys.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=1) + "\n")
    else:
        console.print(_table(findings))
    return 1 if any(finding.result == "failed" for finding in findings) else 0


def _findings(args: argparse.Namespace) -> Iterator[Finding]:
    tasks = [read_task(request.fields) for request in read_request_files(args.files)]
    attachments = {a.name: a.content for task in tasks for a in task.attachments}
    checks = [check for task in tasks for check in task.checks]
    yield from look_at_repository(args.repo, args.commit, attachments)
    with _browser() as browser:
        visit = Visit(browser, args.page, args.seconds, os.environ.get("CDN_MIRROR"))
        yield from visit.files(attachments)
        yield from visit.checks(checks)


@contextmanager
def _browser() -> Iterator[Browser]:
    chromium = find_chromium(os.environ)
    if chromium is None:
        raise SettingsError("CHROMIUM_PATH", "the path of a Chromium; none was found")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            channel=chromium.channel, executable_path=chromium.executable, chromium_sandbox=sandboxed()
        )


def _table(findings: list[Finding]) -> Table:
    table = Table("result", "what", "seen")
    for finding in findings:
        table.add_row(finding.result, finding.what.replace("[", r"\["), finding.seen.replace("[", r"\["))
    return table
