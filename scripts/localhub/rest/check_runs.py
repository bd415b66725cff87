"""Annotations of jobs: what their steps wrote as `::notice`, `::warning` and `::error`."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from scripts.localhub.errors import not_found
from scripts.localhub.models import Job, Repository, Run
from scripts.localhub.rest.paging import Page
from scripts.localhub.traffic.access import CurrentState, needs

router = APIRouter(prefix="/repos/{owner}/{name}/check-runs")

LEVELS = {"notice": "notice", "warning": "warning", "error": "failure"}


@router.get("/{number}/annotations")
def list_annotations(
    state: CurrentState,
    repository: Annotated[Repository, Depends(needs("checks", "read"))],
    number: int,
    page: Page,
) -> list[dict[str, Any]]:
    """The annotations of one job, whose check run has the same number."""
    with state.lock:
        jobs = [(run, job) for run in state.runs.values() if run.repository is repository for job in run.jobs]
    for run, job in jobs:
        if job.id == number:
            return [_annotation(entry) for entry in page.cut(_commands(run, job))]
    raise not_found()


def _commands(run: Run, job: Job) -> list[dict[str, Any]]:
    """The lines of act's log that are such a command."""
    log = run.folder / f"attempt-{job.run_attempt}" / "log.jsonl"
    lines = log.read_text("utf-8", "replace").splitlines() if log.is_file() else []
    entries = [json.loads(line) for line in lines if '"command"' in line]
    return [entry for entry in entries if entry.get("jobID") == job.key and entry["command"] in LEVELS]


def _annotation(entry: dict[str, Any]) -> dict[str, Any]:
    message = str(entry.get("msg", "")).strip().split("::", 2)[-1]
    return {
        "path": ".github",
        "blob_href": "",
        "start_line": 1,
        "end_line": 1,
        "start_column": None,
        "end_column": None,
        "annotation_level": LEVELS[entry["command"]],
        "title": (entry.get("kvPairs") or {}).get("title", ""),
        "message": message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%"),
        "raw_details": None,
    }
