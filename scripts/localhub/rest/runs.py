"""Runs, their jobs with logs and annotations, and their artifacts."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Job, Run
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.rest.dispatches import find_workflow
from scripts.localhub.traffic.access import Context, CurrentState, Json, needs
from scripts.localhub.traffic.tokens import NO_TOKEN

router = APIRouter(prefix="/repos/{owner}/{name}")

Readable = Annotated[Context, Depends(needs("actions", "read"))]
Writable = Annotated[Context, Depends(needs("actions", "write"))]
ChecksReadable = Annotated[Context, Depends(needs("checks", "read"))]

LEVELS = {"notice": "notice", "warning": "warning", "error": "failure"}
"""Command of a step → level of the annotation that it makes."""


def _run(at: Context, number: int) -> Run:
    for run in at.state.runs_of(at.repository):
        if run.id == number:
            return run
    raise not_found()


def _job(at: Context, number: int) -> tuple[Run, Job]:
    for run in at.state.runs_of(at.repository):
        for job in run.jobs:
            if job.id == number:
                return run, job
    raise not_found()


@router.get("/actions/runs")
def list_runs(at: Readable) -> Json:
    """All runs, newest first."""
    return _listed(at, at.state.runs_of(at.repository))


@router.get("/actions/workflows/{workflow}/runs")
def list_workflow_runs(at: Readable, workflow: str) -> Json:
    """The runs of one workflow, newest first."""
    path, _ = find_workflow(at.repository, workflow)
    return _listed(at, (run for run in at.state.runs_of(at.repository) if run.workflow == path))


def _listed(at: Context, runs: Iterable[Run]) -> Json:
    found = [run for run in runs if _matches(at, run)]
    return {
        "total_count": len(found),
        "workflow_runs": [shapes.run(at.state, run) for run in at.page.cut(found)],
    }


def _matches(at: Context, run: Run) -> bool:
    """Whether a run satisfies the filters of the query."""
    facts: dict[str, set[str | None]] = {
        "event": {run.event}, "branch": {run.branch}, "head_sha": {run.sha}, "actor": {run.actor},
        "status": {run.status, run.conclusion},
    }  # fmt: skip
    if any(at.query(name) and at.query(name) not in values for name, values in facts.items()):
        return False
    wanted = at.query("created")
    return not wanted or _in_range(run.created_at.replace(microsecond=0), wanted)


def _in_range(moment: datetime, wanted: str) -> bool:
    """Compare with `>=…`, `<…` or `a..b`, as GitHub's search syntax has it; a bare date is a whole day."""
    if ".." in wanted:
        low, high = wanted.split("..", 1)
        return (low == "*" or moment >= _parse(low)) and (high == "*" or moment <= _parse(high))
    comparisons = {">=": moment.__ge__, "<=": moment.__le__, ">": moment.__gt__, "<": moment.__lt__}
    for sign, compare in comparisons.items():
        if wanted.startswith(sign):
            return compare(_parse(wanted.removeprefix(sign)))
    return moment.isoformat().startswith(wanted.removesuffix("Z"))


def _parse(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@router.get("/actions/runs/{number}/jobs")
def list_jobs(at: Readable, number: int) -> Json:
    """The jobs of the latest attempt, or of all with `filter=all`."""
    run = _run(at, number)
    jobs = run.jobs if at.query("filter") == "all" else run.current_jobs()
    return {"total_count": len(jobs), "jobs": [shapes.job(at.state, run, job) for job in at.page.cut(jobs)]}


@router.get("/actions/jobs/{number}/logs")
def read_job_log(at: Readable, number: int) -> Response:
    """One job's log as text, behind a redirect; only for signed-in users."""
    if at.token is NO_TOKEN:
        raise ApiError(403, "Must have admin rights to Repository.")
    run, job = _job(at, number)
    return RedirectResponse(f"{at.state.url}/_storage/{run.id}/{job.run_attempt}/{job.key}.txt", 302)


@router.get("/check-runs/{number}/annotations")
def list_annotations(at: ChecksReadable, number: int) -> list[Json]:
    """What the steps of one job wrote as `::notice`, `::warning` and `::error`; `number` is the job's."""
    run, job = _job(at, number)
    log = run.folder / f"attempt-{job.run_attempt}" / "log.jsonl"
    lines = log.read_text("utf-8", "replace").splitlines() if log.is_file() else []
    entries = [json.loads(line) for line in lines if '"command"' in line]
    found = [entry for entry in entries if entry.get("jobID") == job.key and entry["command"] in LEVELS]
    return [_annotation(entry) for entry in at.page.cut(found)]


def _annotation(entry: Json) -> Json:
    """`check-annotation`, from a line of act's log."""
    message = str(entry.get("msg", "")).strip().split("::", 2)[-1]
    return {
        "path": ".github",
        "blob_href": "",
        **dict.fromkeys(("start_line", "end_line"), 1),
        **dict.fromkeys(("start_column", "end_column", "raw_details")),
        "annotation_level": LEVELS[entry["command"]],
        "title": (entry.get("kvPairs") or {}).get("title", ""),
        "message": message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%"),
    }


@router.post("/actions/runs/{number}/rerun", status_code=201)
def rerun(at: Writable, number: int) -> Json:
    """Run all jobs again."""
    at.engine.rerun(_run(at, number), by_job=at.token.kind == "job")
    return {}


@router.post("/actions/runs/{number}/cancel", status_code=202)
def cancel(at: Writable, number: int) -> Json:
    """Stop a run."""
    run = _run(at, number)
    if run.status == "completed":
        raise ApiError(409, "Cannot cancel a workflow run that is completed.")
    at.engine.cancel(run)
    return {}


@router.get("/actions/artifacts")
def list_artifacts(at: Readable) -> Json:
    """The artifacts of all runs, newest first, or those of one `name`."""
    runs, name = at.state.runs_of(at.repository), at.query("name")
    found = [(run, one) for run in runs for one in run.finished_artifacts() if name in {None, one.name}]
    found.sort(key=lambda pair: pair[1].id, reverse=True)
    shown = [shapes.artifact(at.state, run, one) for run, one in at.page.cut(found)]
    return {"total_count": len(found), "artifacts": shown}


storage = APIRouter(prefix="/_storage", include_in_schema=False)


@storage.get("/{run}/{attempt}/{job}.txt")
def job_text(state: CurrentState, run: int, attempt: int, job: str) -> Response:
    """What the redirect of a job's log points to."""
    path = state.runs[run].folder / f"attempt-{attempt}" / f"{job}.txt"
    return Response(path.read_bytes() if path.is_file() else b"", media_type="text/plain")
