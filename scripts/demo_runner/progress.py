"""Showing the stages of a run as they pass."""

import time

from rich.console import Console

from scripts.localhub import Hub
from scripts.localhub.models import Run

LOOK_SECONDS = 0.05
"""How often the run's state, which is in this process, is looked at."""

TITLES = (
    "read the task",
    "generate and verify the app",
    "publish the app",
    "send the callback",
    "write the summary",
)
"""The steps of task.yml that are ours; set-up steps are only shown when they fail."""


def follow(task_id: str, hub: Hub, console: Console, start: float) -> Run:
    """Print a line for every step that ends, until the run whose title begins with `task_id` is completed.

    `start` is the monotonic time from which the seconds in the lines count.
    """
    shown: set[int] = set()
    with console.status("waiting for a runner") as status:
        while True:
            run = _newest(task_id, hub)
            if run:
                status.update(_show_steps(run, shown, console, start) or "waiting")
                if run.status == "completed":
                    return run
            time.sleep(LOOK_SECONDS)


def _newest(task_id: str, hub: Hub) -> Run | None:
    return max((r for r in hub.runs() if r.title.startswith(task_id)), key=lambda r: r.id, default=None)


def _show_steps(run: Run, shown: set[int], console: Console, start: float) -> str | None:
    """Print steps that ended since the last look; return the name of the one that is under way."""
    current = None
    for step in [step for job in run.current_jobs() for step in job.steps]:
        if step.conclusion is None:
            current = step.name
        elif id(step) not in shown:
            shown.add(id(step))
            if step.conclusion == "failure" or (step.name in TITLES and step.conclusion != "skipped"):
                line = f"{time.monotonic() - start:5.1f} s  {step.name:<27} {step.conclusion}"
                console.print(line, highlight=False)
    return current
