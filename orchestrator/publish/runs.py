"""The workflow runs of a commit in the target repository: asked about only when Pages is late."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from orchestrator.errors import PublishError
from orchestrator.network.http import OutsideError, fetch
from orchestrator.publish.api import Api, Reply
from orchestrator.publish.api_models import JobEntry, RunEntry, entries

State = Literal["absent", "running", "succeeded", "failed"]

LOG_LINES = 60
"""How much of a failing log is kept: what comes before the error, not the set-up."""

MAX_LOG = 32 * 1024 * 1024

_TIME = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class DeployRun:
    """What became of the run that should deploy a commit."""

    state: State
    id: int = 0
    workflow: str = ""
    url: str = ""
    started: datetime | None = None


def deploy_run(api: Api, name: str, sha: str, workflows: Collection[str]) -> DeployRun:
    """The run of one of `workflows` (paths) for a commit; the worst of them, if several deploy.

    Raises:
        PublishError: GitHub is out of order until the deadline.
    """
    what = "ask how Pages is doing"
    reply = api.call("GET", f"/repos/{name}/actions/runs?head_sha={sha}&per_page=20", what=what)
    listed = entries(reply, "workflow_runs", RunEntry, what) if reply.status == 200 else ()
    runs = [_read(run) for run in listed if run.path.split("@")[0] in workflows]
    order = ("failed", "running", "succeeded")
    return min(runs, key=lambda run: order.index(run.state), default=DeployRun("absent"))


def failing_log(api: Api, name: str, run: DeployRun) -> str:
    """The end of the log of the run's first failed job; empty where it cannot be read."""
    what = "read the log of the failed workflow"
    try:
        jobs = entries(
            api.call("GET", f"/repos/{name}/actions/runs/{run.id}/jobs", what=what), "jobs", JobEntry, what
        )
        failed = next((job for job in jobs if job.conclusion == "failure"), None)
        if failed is None:
            return ""
        log = api.call("GET", f"/repos/{name}/actions/jobs/{failed.id}/logs", what=what)
        return api.masked(_end(_stored(log)))
    except (PublishError, OutsideError):
        return ""


def cancel(api: Api, name: str, run: DeployRun) -> None:
    """Cancel a run that is stuck, which would hold up the next one; a refusal changes nothing for us."""
    api.call("POST", f"/repos/{name}/actions/runs/{run.id}/cancel", what="cancel the stuck deployment")


def _stored(log: Reply) -> str:
    """The log itself: GitHub answers with the address of its store, which must not see the token."""
    if log.status != 302:
        return str(log.data) if log.status == 200 else ""
    answer = fetch("GET", log.headers["location"], timeout=20, max_bytes=MAX_LOG, allow_private=True)
    return answer.text() if answer.status == 200 else ""


def _read(run: RunEntry) -> DeployRun:
    state: State = "running"
    if run.status == "completed":
        state = "succeeded" if run.conclusion == "success" else "failed"
    return DeployRun(state, run.id, run.path, run.html_url, run.run_started_at or run.created_at)


def _end(log: str) -> str:
    lines = [_COLOUR.sub("", _TIME.sub("", line)) for line in log.splitlines()]
    errors = [number for number, line in enumerate(lines) if line.startswith("##[error]")]
    until = errors[-1] + 1 if errors else len(lines)
    return "\n".join(lines[max(0, until - LOG_LINES) : until])
