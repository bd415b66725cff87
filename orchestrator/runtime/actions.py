"""Workflow commands: the only place that writes `::…::` lines and the files that a runner reads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def in_actions() -> bool:
    """Whether a runner (GitHub's or act) executes this process."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def group(title: str) -> Iterator[None]:
    """Fold the log lines of one step under `title`; outside a runner, nothing is printed."""
    _command("group", title)
    try:
        yield
    finally:
        _command("endgroup", "")


def error(message: str, title: str) -> None:
    """Annotate the run with an error."""
    _command(f"error title={_property(title)}", message)


def warning(message: str, title: str) -> None:
    """Annotate the run with a warning."""
    _command(f"warning title={_property(title)}", message)


def mask(value: str) -> None:
    """Have the runner replace `value` with `***` in all later log lines."""
    if value.strip():
        _command("add-mask", value)


def output(name: str, value: str) -> None:
    """Set a step output; `value` must be one line."""
    path = os.environ.get("GITHUB_OUTPUT")
    if in_actions() and path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{name}={' '.join(value.split())}\n")


def summary(markdown: str) -> bool:
    """Append to the run's summary page; False outside a runner, where the caller shows it otherwise."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not (in_actions() and path):
        return False
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(markdown + "\n")
    return True


def _command(head: str, message: str) -> None:
    if in_actions():
        escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        sys.stdout.write(f"::{head}::{escaped}\n")
        sys.stdout.flush()


def _property(value: str) -> str:
    for plain, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        value = value.replace(plain, code)
    return value
