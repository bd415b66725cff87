"""Workflow runs as GitHub lists them; those of a target repository are asked for only when Pages is late."""

import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from orchestrator.errors import PublishError
from orchestrator.network.http import OutsideError, fetch
from orchestrator.publish.github.api import Reply
from orchestrator.publish.job import Job
from orchestrator.runtime.masking import masked

logger = logging.getLogger(__name__)

LOG_LINES = 60
"""How many lines before the error of a failing log are kept."""

MAX_LOG = 32 * 1024 * 1024

_NOISE = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z |\x1b\[[0-9;]*m", re.MULTILINE)
"""Time stamps and colours."""


@dataclass(frozen=True)
class WorkflowRun:
    """A run; one without an id is not there."""

    id: int = 0
    title: str = ""
    """As `run-name` makes it; of `task.yml`: task id and repository."""
    status: str = ""
    conclusion: str = ""
    attempt: int = 1
    url: str = ""
    workflow: str = ""
    """The path of its file."""
    started: datetime | None = None
    lasted: timedelta = timedelta()

    @classmethod
    def read(cls, run: Mapping[str, Any]) -> "WorkflowRun":
        """Read an entry of a list of runs."""
        started = datetime.fromisoformat(run.get("run_started_at") or run["created_at"])
        ended = datetime.fromisoformat(run["updated_at"]) if run.get("updated_at") else started
        return cls(
            id=int(run["id"]),
            title=str(run.get("display_title") or ""),
            status=str(run.get("status") or ""),
            conclusion=str(run.get("conclusion") or ""),
            attempt=int(run.get("run_attempt") or 1),
            url=str(run["html_url"]),
            workflow=str(run.get("path") or "").split("@")[0],
            started=started,
            lasted=ended - started,
        )

    @property
    def state(self) -> Literal["absent", "running", "succeeded", "failed"]:
        """What status and conclusion mean for a deployment."""
        if self.status != "completed":
            return "running" if self.id else "absent"
        return "succeeded" if self.conclusion == "success" else "failed"


def find_deploy_run(job: Job, sha: str, workflows: Collection[str]) -> WorkflowRun:
    """The run of one of `workflows` (paths) for a commit; the worst of them, if several deploy."""
    path = f"/repos/{job.name}/actions/runs?head_sha={sha}&per_page=20"
    listed = job.api.read_list(path, "workflow_runs", "look up the Pages run", WorkflowRun.read)
    runs = [run for run in listed if run.workflow in workflows]
    order = ("failed", "running", "succeeded")
    return min(runs, key=lambda run: order.index(run.state), default=WorkflowRun())


def failing_log(job: Job, run: WorkflowRun) -> str:
    """The end of the log of the run's first failed job; empty where it cannot be read."""
    what, actions = "read the log of the failed workflow", f"/repos/{job.name}/actions"
    try:
        jobs = job.api.read_list(f"{actions}/runs/{run.id}/jobs", "jobs", what, dict)
        failed = [int(entry["id"]) for entry in jobs if entry.get("conclusion") == "failure"]
        if not failed:
            return ""
        reply = job.api.call("GET", f"{actions}/jobs/{failed[0]}/logs", what=what)
        return masked(_end_of(_download(reply)), [reply.token])
    except (PublishError, OutsideError):
        return ""


def cancel(job: Job, run: WorkflowRun) -> None:
    """Cancel a run that hangs, which would block the next one; a refusal is logged."""
    what = "cancel the deployment that hangs"
    reply = job.api.call("POST", f"/repos/{job.name}/actions/runs/{run.id}/cancel", what=what)
    if reply.status not in {202, 409}:
        hint = "; TARGET_TOKEN needs the permission actions=write" if reply.status in {403, 404} else ""
        logger.warning("%s: %s%s", what, reply.outcome, hint)


def _download(log: Reply) -> str:
    """The log itself: GitHub redirects to its store, which must not see the token."""
    if log.status != 302:
        return str(log.data) if log.status == 200 else ""
    answer = fetch("GET", log.headers["location"], timeout=20, max_bytes=MAX_LOG, allow_private=True)
    return answer.text() if answer.status == 200 else ""


def _end_of(log: str) -> str:
    lines = _NOISE.sub("", log).splitlines()
    errors = [number for number, line in enumerate(lines) if line.startswith("##[error]")]
    until = errors[-1] + 1 if errors else len(lines)
    return "\n".join(lines[max(0, until - LOG_LINES) : until])
