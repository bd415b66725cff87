"""`scripts/evaluate`: the evaluator's side of the protocol, from one deployment to a whole course."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestrator.errors import OrchestratorError

TEMPLATES = Path(__file__).resolve().parents[2] / "templates/tasks"

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

_ROUND = """\
Send this round: each participant gets a task of their own, at most --tries times until it is called back. Run
it again to go on where it stopped; no request is sent twice in the same try."""

COMMANDS = {
    "check": ("check", "look at one deployment", """\
Hold the requests of all rounds of one app against repository and page that a callback named. A sentence that
no rule reads is 'not judged', and never a pass."""),
    "dry-run": ("dry_run", "play both rounds against an endpoint and say what is wrong", """\
Play both rounds of one task against an endpoint, and say what a course would deduct. The environment variable
EVALUATE_SECRET holds the secret that the endpoint asks for."""),
    "serve": ("receiver", "receive callbacks", """\
Receive callbacks: 200 only if e-mail, task, round and nonce are those of a task that was sent."""),
    "round1": ("rounds", "send round 1 to every submission", _ROUND),
    "round2": ("rounds", "send round 2 to everybody whose round 1 was called back", _ROUND),
    "score": ("scoring", "clone, open and check what was called back",
              "Clone each repository at its commit, open the page, run the checks, keep the results."),
    "report": ("report", "show results as a table, write CSV, JUnit, HTML page, feedback files", None),
}  # fmt: skip
"""Command → its module, its line in the list of commands, and its description."""

COURSE = ("serve", "round1", "round2", "score", "report")
ROUNDS = ("round1", "round2")
PAGES = ("check", "dry-run", "score")

OPTIONS: tuple[tuple[Sequence[str], str, dict[str, object]], ...] = (
    (COURSE, "--db", {"default": Path("evaluation.sqlite"), "help": "the course's SQLite database"}),
    (["check"], "files", {"nargs": "+", "type": Path, "metavar": "REQUEST.json", "help": "oldest first"}),
    (["check"], "--repo", {"required": True, "metavar": "URL", "help": "the callback's repo_url"}),
    (["check"], "--commit", {"default": "HEAD", "metavar": "SHA", "help": "its commit_sha"}),
    (["check"], "--page", {"required": True, "metavar": "URL", "help": "its pages_url"}),
    (["check"], "--json", {"action": "store_true", "help": "print the findings as JSON"}),
    (["dry-run"], "endpoint", {"metavar": "ENDPOINT", "help": "the address that takes requests"}),
    (["dry-run"], "--email", {"default": "participant@example.com", "help": "whose app it is"}),
    (["dry-run"], "--template", {"default": TEMPLATES / "data-table.yaml", "help": "which task"}),
    (["dry-run"], "--callback", {"metavar": "URL", "help": "public address of a tunnel to this receiver"}),
    (["dry-run"], "--wait", {"default": 600.0, "help": "seconds that a callback may take"}),
    (["dry-run", "serve"], "--host", {"default": "127.0.0.1", "help": "address to receive callbacks on"}),
    (["dry-run"], "--port", {"default": 0, "help": "its port, 0 for a free one"}),
    (["serve"], "--port", {"default": 8400, "help": "its port, 0 for a free one"}),
    (ROUNDS, "submissions", {"type": Path, "metavar": "CSV", "help": "columns email, endpoint, secret"}),
    (ROUNDS, "--callback", {"required": True, "metavar": "URL", "help": "public address of `serve`"}),
    (ROUNDS, "--templates", {"default": TEMPLATES, "help": "folder of task templates, or one file"}),
    (ROUNDS, "--workers", {"default": 8, "help": "requests at a time"}),
    (ROUNDS, "--tries", {"default": 3, "help": "how often a request is sent at most"}),
    (ROUNDS, "--every", {"default": 8.0, "help": "hours between two tries"}),
    (["score"], "--submissions", {"type": Path, "metavar": "CSV", "help": "whose secrets to look for"}),
    (["score"], "--again", {"action": "store_true", "help": "also what was scored already"}),
    (["score"], "--workers", {"default": 2, "help": "browsers at a time"}),
    (["report"], "--csv", {"type": Path, "metavar": "FILE", "help": "one line for each finding"}),
    (["report"], "--junit", {"type": Path, "metavar": "FILE", "help": "JUnit XML"}),
    (["report"], "--html", {"type": Path, "metavar": "FILE", "help": "one page with a picture of each app"}),
    (["report"], "--feedback", {"type": Path, "metavar": "FOLDER", "help": "Markdown for each participant"}),
    (PAGES, "--seconds", {"default": 15.0, "help": "seconds that a page's checks may take"}),
)
"""Commands, their option, and how argparse is told of it; a default gives its type."""


def build_parser() -> argparse.ArgumentParser:
    """The parser with all commands."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("scripts/evaluate", None, DESCRIPTION, EPILOG, formatter_class=raw)
    listed = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command, (_, line, description) in COMMANDS.items():
        add = listed.add_parser(command, help=line, description=description).add_argument
        for commands, name, told in OPTIONS:
            if command in commands:
                default = told.get("default")
                typed = {"type": type(default), "help": f"{told['help']} (default: {default})"}
                add(name, **(told if default is None else told | typed))  # type: ignore[arg-type] # by name
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = build_parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr, force=True)
    args.mirror = os.environ.get("CDN_MIRROR")  # a node_modules folder that stands in for CDNs
    module = importlib.import_module(f"scripts.evaluator.{COMMANDS[args.command][0]}")
    try:
        code: int = module.run(args)
    except OrchestratorError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
