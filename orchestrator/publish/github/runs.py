"""The workflow runs of a commit in the target repository: asked for only when Pages is late."""

import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from orchestrator.errors import PublishError
from orchestrator.network.http import OutsideError, fetch
from orchestrator.publish.github.api import Api, Reply
from orchestrator.publish.github.models import Job, WorkflowRun, read_list

logger = logging.getLogger(__name__)

State = Literal["absent", "running", "succeeded", "failed"]

LOG_LINES = 60
"""How many lines before the error of a failing log are kept."""

MAX_LOG = 32 * 1024 * 1024

_TIME = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class DeployRun:
    """The run that should deploy a commit."""

    state: State
    id: int = 0
    workflow: str = ""
    url: str = ""
    started: datetime | None = None


def find_deploy_run(api: Api, name: str, sha: str, workflows: Collection[str]) -> DeployRun:
    """The run of one of `workflows` (paths) for a commit; the worst of them, if several deploy.

    Raises:
        PublishError: GitHub is out of order until the deadline.
    """
    what = "look up the Pages run"
    reply = api.call("GET", f"/repos/{name}/actions/runs?head_sha={sha}&per_page=20", what=what)
    listed = read_list(reply, "workflow_runs", WorkflowRun, what) if reply.status == 200 else ()
    runs = [_deploy_run(run) for run in listed if run.path.split("@")[0] in workflows]
    order = ("failed", "running", "succeeded")
    return min(runs, key=lambda run: order.index(run.state), default=DeployRun("absent"))


def failing_log(api: Api, name: str, run: DeployRun) -> str:
    """The end of the log of the run's first failed job; empty where it cannot be read."""
    what = "read the log of the failed workflow"
    try:
        reply = api.call("GET", f"/repos/{name}/actions/runs/{run.id}/jobs", what=what)
        failed = next(
            (job for job in read_list(reply, "jobs", Job, what) if job.conclusion == "failure"), None
        )
        if failed is None:
            return ""
        log = api.call("GET", f"/repos/{name}/actions/jobs/{failed.id}/logs", what=what)
        return api.masked(_end_of(_download(log)))
    except (PublishError, OutsideError):
        return ""


def cancel(api: Api, name: str, run: DeployRun) -> None:
    """Cancel a run that hangs, which would block the next one; a refusal is logged."""
    what = "cancel the deployment that hangs"
    reply = api.call("POST", f"/repos/{name}/actions/runs/{run.id}/cancel", what=what)
    if reply.status not in {202, 409}:
        hint = "; TARGET_TOKEN needs the permission actions=write" if reply.status in {403, 404} else ""
        logger.warning("%s: GitHub answered %d: %s%s", what, reply.status, api.masked(reply.message), hint)


def _download(log: Reply) -> str:
    """The log itself: GitHub redirects to its store, which must not see the token."""
    if log.status != 302:
        return str(log.data) if log.status == 200 else ""
    answer = fetch("GET", log.headers["location"], timeout=20, max_bytes=MAX_LOG, allow_private=True)
    return answer.text() if answer.status == 200 else ""


def _deploy_run(run: WorkflowRun) -> DeployRun:
    state: State = "running"
    if run.status == "completed":
        state = "succeeded" if run.conclusion == "success" else "failed"
    return DeployRun(state, run.id, run.path, run.html_url, run.run_started_at or run.created_at)


def _end_of(log: str) -> str:
    lines = [_COLOUR.sub("", _TIME.sub("", line)) for line in log.splitlines()]
    errors = [number for number, line in enumerate(lines) if line.startswith("##[error]")]
    until = errors[-1] + 1 if errors else len(lines)
    return "\n".join(lines[max(0, until - LOG_LINES) : until])
