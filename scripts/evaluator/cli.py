"""`scripts/evaluate`: the evaluator's side of the protocol, from one deployment to a whole course."""

import argparse
import importlib
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestrator.errors import OrchestratorError

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "tasks"

DESCRIPTION = """\
The evaluator's side: send tasks, receive callbacks, score what was deployed. Works with any endpoint that
takes {email, secret, task, round, nonce, brief, checks, evaluation_url, attachments} and calls back with
{email, task, round, nonce, repo_url, commit_sha, pages_url}."""

EPILOG = """\
a course:
  scripts/evaluate serve --port 8400                            receive callbacks (leave it running)
  scripts/evaluate round1 submissions.csv --callback https://course.example/callback
  scripts/evaluate score --submissions submissions.csv          clone, open, check
  scripts/evaluate round2 submissions.csv --callback https://course.example/callback
  scripts/evaluate report --html results.html --feedback feedback/
a participant:
  EVALUATE_SECRET=… scripts/evaluate dry-run http://127.0.0.1:8000/task
one deployment:
  scripts/evaluate check round1.json round2.json --repo URL --commit SHA --page URL

exit codes: 0 all that could be judged is right, 1 something failed, 2 the input is wrong,
3 a setting is wrong, 130 interrupted"""


def build_parser() -> argparse.ArgumentParser:
    """The parser with all commands."""
    parser = argparse.ArgumentParser(
        prog="scripts/evaluate",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _check(commands.add_parser("check", help="look at one deployment"))
    _dry_run(
        commands.add_parser("dry-run", help="play both rounds against an endpoint and say what is wrong")
    )
    _serve(_with_store(commands.add_parser("serve", help="receive callbacks")))
    for number in (1, 2):
        whom = "every submission" if number == 1 else "everybody whose round 1 was called back"
        _round(
            _with_store(commands.add_parser(f"round{number}", help=f"send round {number} to {whom}")), number
        )
    _score(_with_store(commands.add_parser("score", help="clone, open and check what was called back")))
    _report(_with_store(commands.add_parser("report", help="table, CSV, JUnit, HTML page, feedback files")))
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = build_parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr, force=True)
    module = importlib.import_module(
        f"scripts.evaluator.commands.{args.command.rstrip('12').replace('-', '_')}"
    )
    try:
        code: int = module.run(args)
    except OrchestratorError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return code


def _with_store(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    default = Path("evaluation.sqlite")
    parser.add_argument(
        "--db", type=Path, default=default, help=f"the course's SQLite database (default: {default})"
    )
    return parser


def _page_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seconds",
        type=float,
        default=15.0,
        help="what the checks of a page may take to become true (default: 15)",
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Hold the requests of all rounds of one app against repository and page that a callback named. "
        "A sentence that no rule reads is 'not judged', and never a pass."
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="REQUEST.json", help="one for each round, oldest first"
    )
    parser.add_argument("--repo", required=True, metavar="URL", help="the callback's repo_url")
    parser.add_argument(
        "--commit", default="HEAD", metavar="SHA", help="its commit_sha (default: the branch's head)"
    )
    parser.add_argument("--page", required=True, metavar="URL", help="its pages_url")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    _page_options(parser)


def _dry_run(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Play both rounds of one task against an endpoint, and say what a course would deduct. The "
        "environment variable EVALUATE_SECRET holds the secret that the endpoint asks for."
    )
    parser.add_argument("endpoint", metavar="ENDPOINT", help="the address that takes requests")
    parser.add_argument(
        "--email", default="participant@example.com", help="whose app it is (default: %(default)s)"
    )
    parser.add_argument(
        "--template",
        type=Path,
        default=TEMPLATES / "data-table.yaml",
        help="which task (default: data-table)",
    )
    parser.add_argument("--callback", metavar="URL", help="public address of a tunnel to this receiver")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to receive callbacks on (default: %(default)s)"
    )
    parser.add_argument("--port", type=int, default=0, help="its port (default: a free one)")
    parser.add_argument(
        "--wait", type=float, default=600.0, help="seconds that a callback may take (default: 600)"
    )
    _page_options(parser)


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Receive callbacks: 200 only if e-mail, task, round and nonce are those of a task that was sent."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=8400, help="port to listen on, 0 for a free one (default: %(default)s)"
    )


def _round(parser: argparse.ArgumentParser, number: int) -> None:
    parser.description = (
        f"Send round {number}: each participant gets a task of their own, at most --tries times until it is "
        "called back. Run it again to go on where it stopped; no request is sent twice in the same try."
    )
    parser.set_defaults(round=number)
    parser.add_argument(
        "submissions", type=Path, metavar="SUBMISSIONS.csv", help="columns email, endpoint, secret"
    )
    parser.add_argument(
        "--callback", required=True, metavar="URL", help="public address of `scripts/evaluate serve`"
    )
    parser.add_argument(
        "--templates", type=Path, default=TEMPLATES, help="folder of task templates, or one file"
    )
    parser.add_argument("--workers", type=int, default=8, help="requests at a time (default: %(default)s)")
    parser.add_argument(
        "--tries", type=int, default=3, help="how often a request is sent at most (default: %(default)s)"
    )
    parser.add_argument(
        "--every", type=float, default=8.0, help="hours between two tries (default: %(default)s)"
    )


def _score(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Clone each repository at its commit, open the page, run the checks, keep the results."
    )
    parser.add_argument(
        "--submissions", type=Path, metavar="CSV", help="to look for leaked secrets in the history"
    )
    parser.add_argument("--again", action="store_true", help="also what was scored already")
    parser.add_argument("--workers", type=int, default=2, help="browsers at a time (default: %(default)s)")
    _page_options(parser)


def _report(parser: argparse.ArgumentParser) -> None:
    parser.description = "Show the results as a table, and write the files that are named."
    parser.add_argument("--csv", type=Path, metavar="FILE", help="one line for each finding")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="JUnit XML")
    parser.add_argument("--html", type=Path, metavar="FILE", help="one page with a picture of each app")
    parser.add_argument(
        "--feedback", type=Path, metavar="FOLDER", help="one Markdown file for each participant"
    )
