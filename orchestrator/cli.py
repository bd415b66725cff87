"""The command line: one sub-command per stage, each on a work directory."""

import argparse
import importlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orchestrator import __version__
from orchestrator.errors import OrchestratorError
from orchestrator.runtime import actions
from orchestrator.runtime.logs import log_to_stderr
from orchestrator.settings import read_settings

logger = logging.getLogger(__name__)

EXIT_CODES = """\
exit codes: 0 done, 1 something else or not verified, 2 the request is wrong, 3 a setting is wrong,
4 no site was generated, 5 the gate refused the site, 6 not published or not live, 7 callback not accepted,
130 interrupted

settings (environment): TARGET_TOKEN, TARGET_OWNER, OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL, FALLBACK_…,
ON_MODEL_FAILURE, MODEL_PRICES, TASK_SECONDS, ALLOW_PRIVATE_URLS, GITHUB_TOKEN, GITHUB_API_URL; see README"""

BEFORE_PUBLISHING = ("accept", "generate")
"""An unexpected failure of these is not retried: it would most likely fail again, after another paid call."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; it imports no stage."""
    parser = argparse.ArgumentParser(
        prog="orchestrator",
        description="Turn a task into a checked, live web app, one step at a time.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    steps = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    preflight = _step(steps, "preflight", "try every token and key that is set, and name all that is wrong")
    preflight.add_argument("--quick", action="store_true", help="one call: is the target token accepted?")
    accept = _step(steps, "accept", "read the event into RUN/task.json")
    event = os.environ.get("GITHUB_EVENT_PATH")
    from_event: dict[str, Any] = {"type": Path, "default": Path(event) if event else None}
    what = "JSON file of the event, or of a plain request (default: GITHUB_EVENT_PATH)"
    accept.add_argument("--event", **from_event, required=event is None, help=what)
    _step(steps, "wait", "wait until the job preflight of this workflow run has ended, and fail if it did")
    _step(steps, "generate", "write the app into RUN/site, verify it, repair what fails")
    verify = _step(steps, "verify", "judge a site on disk or a live one")
    verify.add_argument("site", nargs="?", type=Path, help="the site's folder (default: RUN/site)")
    verify.add_argument("--url", help="judge the live site at this address instead")
    verify.add_argument("--task", type=Path, help="the request whose checks count (default: RUN/task.json)")
    verify.add_argument("--json", action="store_true", help="print the verdict as JSON on stdout")
    publish = _step(steps, "publish", "push RUN/site to its repository and wait until it is live")
    publish.add_argument("--event", **from_event, help=f"accepted first if RUN/task.json is missing: {what}")
    _step(steps, "notify", "send the callback and record its outcome on the commit")
    _step(steps, "summary", "write the run's summary page")
    gallery = _step(steps, "gallery", "write a static page of all apps of TARGET_OWNER that are live")
    gallery.add_argument("--out", type=Path, default=Path("_site"), help="its folder (default: _site)")
    recover = _step(steps, "recover", "repeat the tasks of the last 24 hours that failed")
    recover.add_argument("--after", type=int, metavar="RUN_ID", help="wait for the end of this run first")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every expected failure becomes one line on stderr."""
    args = build_parser().parse_args(argv)
    log_to_stderr()
    try:
        settings = read_settings(os.environ)
        if settings.debug:
            logging.getLogger("orchestrator").setLevel(logging.DEBUG)
        if settings.credentials:
            logger.info("%s: credentials present: %s", args.command, ", ".join(settings.credentials))
        command = importlib.import_module(f"orchestrator.commands.{args.command}")
        code: int = command.run(args, settings)
    except OrchestratorError as error:
        return _failed(args.command, error)
    except KeyboardInterrupt:
        logger.error("%s: interrupted", args.command)  # noqa: TRY400 - a traceback helps nobody here
        return 130
    except Exception as error:
        logger.exception("%s: unexpected failure, please report it", args.command)
        actions.error(f"unexpected {type(error).__name__}; the log has the traceback", args.command)
        if args.command in BEFORE_PUBLISHING:
            actions.output("final", "true")
        return 1
    return code


def _failed(command: str, error: OrchestratorError) -> int:
    logger.error("%s: %s", command, error)
    actions.error(str(error), command)
    if not error.retryable:
        actions.output("final", "true")
    return error.exit_code


def _step(
    steps: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    step = steps.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=EXIT_CODES)
    step.formatter_class = argparse.RawDescriptionHelpFormatter
    step.add_argument("--run", type=Path, default=Path("run"), help="the work directory (default: run)")
    return step
