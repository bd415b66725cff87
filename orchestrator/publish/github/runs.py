"""The workflow runs of a commit in the target repository: asked for only when Pages is late."""

import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from orchestrator.errors import PublishError
from orchestrator.publish.job import Job
from orchestrator.runtime.masking import masked

logger = logging.getLogger(__name__)

State = Literal["absent", "running", "succeeded", "failed"]

LOG_LINES = 60
"""How many lines before the error of a failing log are kept."""

_NOISE = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z |\x1b\[[0-9;]*m", re.MULTILINE)
"""Time stamps and colours."""


@dataclass(frozen=True)
class DeployRun:
    """The run that should deploy a commit."""

    state: State
    id: int = 0
    workflow: str = ""
    url: str = ""
    started: datetime | None = None


def find_deploy_run(job: Job, sha: str, workflows: Collection[str]) -> DeployRun:
    """The run of one of `workflows` (paths) for a commit; the worst of them, if several deploy."""
    path = f"/repos/{job.name}/actions/runs?head_sha={sha}&per_page=20"
    listed = job.api.read_list(path, "workflow_runs", "look up the Pages run", _deploy_run)
    runs = [run for run in listed if run.workflow in workflows]
    order = ("failed", "running", "succeeded")
    return min(runs, key=lambda run: order.index(run.state), default=DeployRun("absent"))


def failing_log(job: Job, run: DeployRun) -> str:
    """The end of the log of the run's first failed job; empty where it cannot be read."""
    what, actions = "read the log of the failed workflow", f"/repos/{job.name}/actions"
    try:
        jobs = job.api.read_list(f"{actions}/runs/{run.id}/jobs", "jobs", what, dict)
        failed = [int(entry["id"]) for entry in jobs if entry.get("conclusion") == "failure"]
        if not failed:
            return ""
        log = job.api.call("GET", f"{actions}/jobs/{failed[0]}/logs", what=what, elsewhere=True)
    except PublishError:
        return ""
    return masked(_end_of(str(log.data)), [log.token]) if log.status == 200 else ""


def cancel(job: Job, run: DeployRun) -> None:
    """Cancel a run that hangs, which would block the next one; a refusal is logged."""
    what = "cancel the deployment that hangs"
    reply = job.api.call("POST", f"/repos/{job.name}/actions/runs/{run.id}/cancel", what=what)
    if reply.status not in {202, 409}:
        hint = "; TARGET_TOKEN needs the permission actions=write" if reply.status in {403, 404} else ""
        logger.warning("%s: %s%s", what, reply.outcome, hint)


def _deploy_run(run: dict[str, Any]) -> DeployRun:
    state: State = "running"
    if run["status"] == "completed":
        state = "succeeded" if run["conclusion"] == "success" else "failed"
    started = datetime.fromisoformat(run.get("run_started_at") or run["created_at"])
    return DeployRun(state, int(run["id"]), run["path"].split("@")[0], run["html_url"], started)


def _end_of(log: str) -> str:
    lines = _NOISE.sub("", log).splitlines()
    errors = [number for number, line in enumerate(lines) if line.startswith("##[error]")]
    until = errors[-1] + 1 if errors else len(lines)
    return "\n".join(lines[max(0, until - LOG_LINES) : until])
