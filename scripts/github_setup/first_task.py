"""The first task of a new control repository: sent like a form of the Actions tab, and watched."""

import json
import time
from pathlib import Path
from typing import Any

from orchestrator.errors import OrchestratorError
from scripts.github_setup.control import Control

SAMPLE = Path(__file__).resolve().parents[1] / "demo_runner/sample.json"
START_SECONDS, RUN_SECONDS, POLL_SECONDS = 60.0, 1200.0, 3.0


class NoRun(OrchestratorError):
    """GitHub took the task and started nothing: so it is in a fork until its owner agrees."""

    def __init__(self, address: str) -> None:
        super().__init__(
            "GitHub took the first task but started no run; if there is a button to enable workflows at "
            f"{address}/actions, press it, then run this again"
        )


def send_first_task(control: Control, address: str, poll: float) -> str:
    """Send it and return the address of its run; `poll` seconds lie between two looks.

    Raises:
        NoRun: none was started at `address`, that of the control repository.
        PublishError: GitHub refuses.
    """
    before = max((run["id"] for run in _runs(control)), default=0)
    what, fields = "send the first task", json.loads(SAMPLE.read_text("utf-8"))
    texts = {name: fields[name] for name in ("task", "brief")}
    form = texts | {name: json.dumps(fields[name]) for name in ("checks", "attachments")}
    branch = control.send("GET", "", None, what).fields.get("default_branch", "main")
    control.send("POST", "/actions/workflows/task.yml/dispatches", {"ref": branch, "inputs": form}, what)
    for _ in range(int(START_SECONDS / POLL_SECONDS)):
        time.sleep(poll)
        if new := [run for run in _runs(control) if run["id"] > before]:
            return str(new[0]["html_url"])
    raise NoRun(address)


def wait_for_end(control: Control, run_url: str, poll: float) -> tuple[bool, str]:
    """Whether the run succeeded, and what it says about the app."""
    for _ in range(int(RUN_SECONDS / POLL_SECONDS)):
        run = next(run for run in _runs(control) if run["html_url"] == run_url)
        if run["status"] == "completed":
            return run["conclusion"] == "success", _outcome(control, run["id"])
        time.sleep(poll)
    return False, f"the run has not ended within {RUN_SECONDS / 60:.0f} minutes"


def _runs(control: Control) -> list[dict[str, Any]]:
    path = "actions/workflows/task.yml/runs?event=workflow_dispatch&per_page=10"
    return control.api.read_list(f"/repos/{control.name}/{path}", "workflow_runs", "list the runs", dict)


def _outcome(control: Control, run: int) -> str:
    """The sentences that its jobs wrote: errors of the one that failed, else outcome and repository."""
    path = f"/repos/{control.name}/actions/runs/{run}/jobs"
    jobs = control.api.read_list(path, "jobs", "list the jobs", dict)
    order = ("failure", "success")
    ended = [job for job in reversed(jobs) if job["conclusion"] in order]
    job = min(ended, key=lambda job: order.index(job["conclusion"]), default=jobs[-1])
    path = f"/repos/{control.name}/check-runs/{job['id']}/annotations"
    notes = control.api.call("GET", path, what="read the outcome").data
    shown = [
        str(note["message"])
        for note in (notes if isinstance(notes, list) else [])
        if note["title"] in {"outcome", "app"} or note["annotation_level"] == "failure"
    ]
    return "\n".join(shown) or f"see the job {job['name']}"
