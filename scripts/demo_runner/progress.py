"""Showing the steps of a run while it runs."""

import time

from rich.console import Console

from scripts.localhub import Hub
from scripts.localhub.models import Run

POLL_SECONDS = 0.05

STEPS = (
    "read the task",
    "generate and verify the app",
    "publish the app",
    "send the callback",
    "write the summary",
)
"""The steps of task.yml that are shown; others are shown only if they fail."""


def follow(task_id: str, hub: Hub, console: Console, start: float) -> Run:
    """Print a line for each step that ends, until the run whose title begins with `task_id` is completed.

    `start` is the time (`time.monotonic`) from which the seconds in the lines count.
    """
    shown: set[int] = set()
    with console.status("waiting for a runner") as status:
        while True:
            run = newest_run(task_id, hub)
            if run:
                status.update(_show_steps(run, shown, console, start))
                if run.status == "completed":
                    return run
            time.sleep(POLL_SECONDS)


def newest_run(task_id: str, hub: Hub) -> Run | None:
    """The last run whose title begins with `task_id`."""
    runs = [run for run in hub.runs() if run.title.startswith(task_id)]
    return max(runs, key=lambda run: run.id, default=None)


def _show_steps(run: Run, shown: set[int], console: Console, start: float) -> str:
    """Print the steps that ended since the last call; return the name of the running one."""
    running = "waiting for a runner"
    for job in run.current_jobs():
        for step in job.steps:
            if step.status == "in_progress":
                running = f"{job.name}: {step.name}"
            elif step.conclusion and id(step) not in shown:
                shown.add(id(step))
                is_main = step.name in STEPS and step.conclusion != "skipped"
                if step.conclusion == "failure" or is_main:
                    seconds = time.monotonic() - start
                    console.print(f"{seconds:5.1f} s  {step.name:<27} {step.conclusion}", highlight=False)
    return running
