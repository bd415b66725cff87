"""Check everything, set up the control repository, send a first task."""

import argparse
import getpass
import os
import sys
import time
from collections.abc import Mapping
from datetime import timedelta

from pydantic import SecretStr

from orchestrator.commands.preflight import SettingsWrong
from orchestrator.errors import OrchestratorError
from orchestrator.publish.github.api import Api
from orchestrator.runtime.deadline import Deadline, utc_now
from orchestrator.settings import Settings
from scripts.github_setup.checks import all_problems
from scripts.github_setup.control import Control
from scripts.github_setup.first_task import POLL_SECONDS, send_first_task, wait_for_end
from scripts.github_setup.values import find_repository, read_by_workflow, read_values

HOUR = timedelta(hours=1)
FAILED, INTERRUPTED = 1, 130


def run(
    args: argparse.Namespace, environ: Mapping[str, str] = os.environ, *, poll: float = POLL_SECONDS
) -> int:
    """Set up with parsed arguments, and return the exit code; every problem has a line of its own."""
    try:
        return _set_up(args, read_values(environ, getpass.getpass if sys.stdin.isatty() else None), poll)
    except SettingsWrong as error:
        _say(
            f"nothing was changed; {len(error.problems)} to mend:", *(f"  {line}" for line in error.problems)
        )
        return error.exit_code
    except OrchestratorError as error:
        _say(str(error))
        return error.exit_code
    except (KeyboardInterrupt, EOFError):
        _say("interrupted; run it again to go on")
        return INTERRUPTED


def _set_up(args: argparse.Namespace, values: Mapping[str, str], poll: float) -> int:
    name = find_repository(args.repository)
    server = values.get("GITHUB_SERVER_URL", Settings.server_url).rstrip("/")
    owner = _api(values, values.get("GH_TOKEN") or values.get("TARGET_TOKEN", ""))
    problems = all_problems(values, name, owner, _api(values, values.get("GITHUB_TOKEN", "")), server)
    if problems:
        raise SettingsWrong(problems)
    _say(f"checked    every token and key for {name}")
    secrets, variables = (read_by_workflow(context, values) for context in ("secrets", "vars"))
    if args.dry_run:
        _say(f"would set  {', '.join([*secrets, *variables])}")
        return 0
    control = Control(owner, name)
    for line in control.prepare(secrets, variables):
        _say(line)
    code = 0 if args.no_task else _first_task(control, f"{server}/{name}", poll)
    print(_relay_settings(name, values))
    return code


def _first_task(control: Control, address: str, poll: float) -> int:
    run_url = send_first_task(control, address, poll)
    _say(f"first task {run_url}")
    succeeded, outcome = wait_for_end(control, run_url, poll)
    _say(*(f"           {line}" for line in outcome.splitlines()))
    return 0 if succeeded else FAILED


def _relay_settings(name: str, values: Mapping[str, str]) -> str:
    """What `.env` of the relay needs, without any secret value."""
    owner = values.get("TARGET_OWNER") or name.partition("/")[0]
    token = "as you have it" if values.get("GITHUB_TOKEN") else "a fine-grained token for it alone"
    secret = "as you have it" if values.get("ALLOWED_SECRETS") else "what senders are to send as secret"
    return (
        "# the relay's settings (.env):\n"
        f"CONTROL_REPO={name}\nTARGET_OWNER={owner}\n"
        f"GITHUB_TOKEN=   # {token} (Contents: write, Actions: read)\nALLOWED_SECRETS=   # {secret}"
    )


def _api(values: Mapping[str, str], token: str) -> Api:
    url = values.get("GITHUB_API_URL", Settings.api_url).rstrip("/")
    return Api(url, SecretStr(token), Deadline(utc_now() + HOUR), time.sleep)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr, flush=True)
