"""Workflow commands: the only place that writes `::…::` lines and the files that a runner reads."""

import os
import sys
from pathlib import Path

from orchestrator.text.display import one_line

MAX_ANNOTATION = 2000
MAX_TITLE = 200
MAX_OUTPUT = 4000


def in_actions() -> bool:
    """Whether a runner (GitHub's or act) executes this process."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def error(message: str, title: str) -> None:
    """Annotate the run with an error."""
    _annotation("error", message, title)


def warning(message: str, title: str) -> None:
    """Annotate the run with a warning."""
    _annotation("warning", message, title)


def notice(message: str, title: str) -> None:
    """Annotate the run with a fact; the relay's /status reads those titled `task`, `app` and `outcome`."""
    _annotation("notice", message, title)


def mask(value: str) -> None:
    """Have the runner replace `value` with `***` in all later log lines."""
    if value.strip():
        _command("add-mask", value)


def output(name: str, value: str) -> None:
    """Set a step output, as one line."""
    path = os.environ.get("GITHUB_OUTPUT")
    if in_actions() and path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{name}={one_line(value, MAX_OUTPUT)}\n")


def summary(markdown: str) -> bool:
    """Append to the run's summary page; False outside a runner, where the caller prints it."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not (in_actions() and path):
        return False
    with Path(path).open("a", encoding="utf-8", errors="replace") as file:
        file.write(markdown + "\n")
    return True


def _annotation(kind: str, message: str, title: str) -> None:
    escaped = _escape(one_line(title, MAX_TITLE)).replace(":", "%3A").replace(",", "%2C")
    _command(f"{kind} title={escaped}", one_line(message, MAX_ANNOTATION))


def _command(head: str, message: str) -> None:
    if in_actions():
        sys.stdout.write(f"::{head}::{_escape(message)}\n")
        sys.stdout.flush()


def _escape(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
