"""`orchestrator wait`: the job generate waits here for the job preflight, and ends if that failed."""

import argparse
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from orchestrator.errors import OrchestratorError
from orchestrator.network.github import NoAnswer, get_json
from orchestrator.records.workdir import WorkDir
from orchestrator.settings import Settings

logger = logging.getLogger(__name__)

JOB, STEP = "preflight", "try the target token"
"""The job, and its step that tries the token."""

SECONDS, POLL_SECONDS = 60.0, 1.0
"""Later the task goes on: preflight saves a paid call, and publishing does not rely on it."""


class PreflightFailed(OrchestratorError):
    """The job preflight failed; if its step for the token did, repeating is useless."""

    exit_code = 3

    def __init__(self, *, refused: bool) -> None:
        reason = "TARGET_TOKEN cannot be used" if refused else "it broke off"
        super().__init__(f"the job {JOB} failed, so nothing was generated: {reason}, see its own message")
        self.retryable = not refused


def run(args: argparse.Namespace, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> int:
    """Wait for the job; on a machine that is no runner there is none.

    Raises:
        PreflightFailed: it did not succeed.
    """
    if settings.run_id:
        with WorkDir(args.run).stage(JOB):
            _wait(settings, sleep)
    return 0


def _wait(settings: Settings, sleep: Callable[[float], None]) -> None:
    for _ in range(int(SECONDS / POLL_SECONDS)):
        job = _look_up(settings)
        if not job:
            return
        if job.get("status") == "completed":
            if job.get("conclusion") not in {"success", "skipped"}:
                steps = job.get("steps") or ()
                failed = {step.get("name") for step in steps if step.get("conclusion") == "failure"}
                raise PreflightFailed(refused=STEP in failed)
            return
        sleep(POLL_SECONDS)
    logger.warning("the job %s has not ended within %.0f s; the task goes on", JOB, SECONDS)


def _look_up(settings: Settings) -> Mapping[str, Any]:
    """The job of this run as GitHub shows it; empty if it cannot be seen."""
    path = f"/repos/{settings.control_repo}/actions/runs/{settings.run_id}/jobs"
    try:
        body = get_json(settings, path, dict)
    except NoAnswer as error:
        logger.warning("the job %s cannot be seen (%s); the task goes on", JOB, error)
        return {}
    return next((job for job in body.get("jobs", ()) if job.get("name") == JOB), {})
