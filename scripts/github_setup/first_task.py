"""The first task of a new control repository: sent like a form of the Actions tab, and watched."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.errors import OrchestratorError
from orchestrator.publish.errors import Refused
from orchestrator.publish.github.api import Api

SAMPLE = Path(__file__).resolve().parents[1] / "demo_runner/sample.json"
START_SECONDS, RUN_SECONDS, POLL_SECONDS = 60.0, 1200.0, 3.0


class NoRun(OrchestratorError):
    """GitHub took the task and started nothing: so it is in a fork until its owner agrees."""

    def __init__(self, address: str) -> None:
        super().__init__(
            "GitHub took the first task but started no run; if there is a button to enable workflows at "
            f"{address}/actions, press it, then run this again"
        )


@dataclass(frozen=True)
class FirstTask:
    """Sends the task and watches its run; `poll` waits between two looks."""

    api: Api
    control: str
    address: str
    poll: Callable[[float], None] = time.sleep

    def send(self) -> str:
        """Send it and return the address of its run.

        Raises:
            NoRun: none was started.
            PublishError: GitHub refuses.
        """
        before = max((run["id"] for run in self._runs()), default=0)
        path, what = f"/repos/{self.control}/actions/workflows/task.yml/dispatches", "send the first task"
        branch = self.api.call("GET", f"/repos/{self.control}", what=what).fields.get(
            "default_branch", "main"
        )
        reply = self.api.call("POST", path, {"ref": branch, "inputs": _form()}, what=what)
        if reply.status >= 300:
            raise Refused(what, f"GitHub answered {reply.status}: {self.api.masked(reply.message)}")
        for _ in range(int(START_SECONDS / POLL_SECONDS)):
            self.poll(POLL_SECONDS)
            if new := [run for run in self._runs() if run["id"] > before]:
                return str(new[0]["html_url"])
        raise NoRun(self.address)

    def wait(self, run_url: str) -> tuple[bool, str]:
        """Whether the run succeeded, and what it says about the app."""
        for _ in range(int(RUN_SECONDS / POLL_SECONDS)):
            run = next(run for run in self._runs() if run["html_url"] == run_url)
            if run["status"] == "completed":
                return run["conclusion"] == "success", self._outcome(run["id"])
            self.poll(POLL_SECONDS)
        return False, f"the run has not ended within {RUN_SECONDS / 60:.0f} minutes"

    def _runs(self) -> list[dict[str, Any]]:
        path = f"/repos/{self.control}/actions/workflows/task.yml/runs?event=workflow_dispatch&per_page=10"
        return self.api.read_list(path, "workflow_runs", "list the runs", dict)

    def _outcome(self, run: int) -> str:
        """The sentences that its jobs wrote: errors of the one that failed, else outcome and repository."""
        path = f"/repos/{self.control}/actions/runs/{run}/jobs"
        jobs = self.api.read_list(path, "jobs", "list the jobs", dict)
        order = ("failure", "success")
        ended = [job for job in reversed(jobs) if job["conclusion"] in order]
        job = min(ended, key=lambda job: order.index(job["conclusion"]), default=jobs[-1])
        path = f"/repos/{self.control}/check-runs/{job['id']}/annotations"
        reply = self.api.call("GET", path, what="read the outcome")
        notes = reply.data if isinstance(reply.data, list) else []
        shown = [
            note
            for note in notes
            if note["title"] in {"outcome", "app"} or note["annotation_level"] == "failure"
        ]
        return "\n".join(str(note["message"]) for note in shown) or f"see the job {job['name']}"


def _form() -> dict[str, str]:
    fields = json.loads(SAMPLE.read_text("utf-8"))
    texts = {name: fields[name] for name in ("task", "brief")}
    return texts | {name: json.dumps(fields[name]) for name in ("checks", "attachments")}
