"""Which pushed workflows act may run on this machine.

A target repository is written by a model or by a stranger, and act runs steps as the user of this machine. So
its workflows run only if they contain nothing but the pinned Pages actions; what is not listed is refused.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from scripts.localhub.actions.workflow import Document

WORKFLOW_KEYS = {"name", "run-name", "on", "permissions", "concurrency", "jobs"}
JOB_KEYS = {
    "name",
    "needs",
    "if",
    "runs-on",
    "timeout-minutes",
    "permissions",
    "concurrency",
    "environment",
    "steps",
}
STEP_KEYS = {"name", "id", "if", "uses", "with"}
INPUTS = {
    "actions/checkout": {"persist-credentials", "fetch-depth"},
    "actions/configure-pages": set(),
    "actions/upload-pages-artifact": {"path"},
    "actions/deploy-pages": {"reporting_interval", "timeout"},
}  # fmt: skip
"""The Pages actions and the inputs that they may be given."""

_PINNED = re.compile(r"([\w./-]+)@[0-9a-f]{40}")
_RUNNER = re.compile(r"ubuntu-[\w.]+")


def problem(document: Document) -> str | None:
    """Why a target repository's workflow does not run here; None if it may."""
    if extra := set(document) - WORKFLOW_KEYS:
        return f"`{min(map(str, extra))}` in the workflow"
    for job in document["jobs"].values():
        if found := _job_problem(job):
            return found
    return None


def _job_problem(job: object) -> str | None:
    if not isinstance(job, Mapping) or not isinstance(job.get("steps"), list):
        return "a job without steps"
    if extra := set(job) - JOB_KEYS:
        return f"`{min(map(str, extra))}` in a job"
    if not _RUNNER.fullmatch(str(job.get("runs-on"))):
        return "a runner other than ubuntu"
    return next((found for step in job["steps"] if (found := _step_problem(step))), None)


def _step_problem(step: object) -> str | None:
    if not isinstance(step, Mapping) or not isinstance(step.get("uses"), str):
        return "a step that is not an action"
    if extra := set(step) - STEP_KEYS:
        return f"`{min(map(str, extra))}` in a step"
    pinned = _PINNED.fullmatch(step["uses"])
    if pinned is None or pinned[1] not in INPUTS:
        return f"the action {step['uses']}"
    inputs = step.get("with") or {}
    if not isinstance(inputs, Mapping) or set(inputs) - INPUTS[pinned[1]]:
        return f"inputs of {pinned[1]}"
    paths = [PurePosixPath(line.strip()) for line in str(inputs.get("path", ".")).splitlines()]
    outside = any(path.is_absolute() or ".." in path.parts for path in paths)
    return "a path outside the repository" if outside else None
