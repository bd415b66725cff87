"""Which workflows GitHub's environment rules refuse, and which pushed ones act may run on this machine.

A target repository is written by a model or by a stranger, and act runs steps as the user of this machine. So
its workflows run only if they contain nothing but the pinned Pages actions; what is not listed is refused.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from scripts.localhub.actions.act import CannotRun
from scripts.localhub.actions.events import is_skipped
from scripts.localhub.actions.workflow import Document
from scripts.localhub.models import Run
from scripts.localhub.state import State

WORKFLOW_KEYS = {"name", "run-name", "on", "permissions", "concurrency", "jobs"}
JOB_KEYS = {
    "name", "needs", "if", "runs-on", "timeout-minutes", "permissions", "concurrency", "environment", "steps",
}  # fmt: skip
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


def check(state: State, run: Run, document: Document) -> None:
    """Raise CannotRun, with the sentence for the log, for a run that is refused."""
    jobs = [job for job in document["jobs"].values() if not is_skipped(run, job)]
    environments = [job.get("environment") for job in jobs]
    names = [one.get("name") if isinstance(one, dict) else one for one in environments]
    if "github-pages" in names and run.ref != f"refs/heads/{run.repository.default_branch}":
        rule = "is not allowed to deploy to github-pages due to environment protection rules."
        raise CannotRun(f'"{run.branch}" {rule}')
    reason = problem(document)
    if reason and not state.run_workflows and run.repository.key != state.control:
        raise CannotRun(
            f"{run.workflow} of {run.repository.full_name} was not run, because it contains {reason}: "
            "only the pinned Pages actions run here, unless the demo is started with --run-workflows"
        )


def problem(document: Document) -> str | None:
    """Why a target repository's workflow does not run here; None if it may."""
    return next(_problems(document), None)


def _problems(document: Document) -> Iterator[str]:
    yield from _unknown(document, WORKFLOW_KEYS, "the workflow")
    for job in document["jobs"].values():
        if not isinstance(job, Mapping) or not isinstance(job.get("steps"), list):
            yield "a job without steps"
            return
        yield from _unknown(job, JOB_KEYS, "a job")
        if not _RUNNER.fullmatch(str(job.get("runs-on"))):
            yield "a runner other than ubuntu"
        for step in job["steps"]:
            yield from _step_problems(step)


def _step_problems(step: object) -> Iterator[str]:
    if not isinstance(step, Mapping) or not isinstance(step.get("uses"), str):
        yield "a step that is not an action"
        return
    yield from _unknown(step, STEP_KEYS, "a step")
    pinned = _PINNED.fullmatch(step["uses"])
    if pinned is None or pinned[1] not in INPUTS:
        yield f"the action {step['uses']}"
        return
    inputs = step.get("with") or {}
    if not isinstance(inputs, Mapping) or set(inputs) - INPUTS[pinned[1]]:
        yield f"inputs of {pinned[1]}"
        return
    paths = [PurePosixPath(line.strip()) for line in str(inputs.get("path", ".")).splitlines()]
    if any(path.is_absolute() or ".." in path.parts for path in paths):
        yield "a path outside the repository"


def _unknown(part: Mapping[str, object], known: set[str], where: str) -> Iterator[str]:
    yield from (f"`{key}` in {where}" for key in sorted(map(str, set(part) - known)))
