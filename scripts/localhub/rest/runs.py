"""Runs, their jobs with logs and annotations, and their artifacts."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Job, Run
from scripts.localhub.rest import shapes
from scripts.localhub.rest.workflows import find_workflow
from scripts.localhub.traffic.access import ActionsRead, ActionsWrite, ChecksRead, Context, CurrentState, Json

router = APIRouter(prefix="/repos/{owner}/{name}")

LEVELS = {"notice": "notice", "warning": "warning", "error": "failure"}
"""Command of a step → level of the annotation that it makes."""


def _job(at: Context, number: int) -> tuple[Run, Job]:
    for run in at.state.runs_of(at.repository):
        for job in run.jobs:
            if job.id == number:
                return run, job
    raise not_found()


@router.get("/actions/runs")
def list_runs(at: ActionsRead) -> Json:
    """All runs, newest first."""
    return _listed(at, at.state.runs_of(at.repository))


@router.get("/actions/workflows/{workflow}/runs")
def list_workflow_runs(at: ActionsRead, workflow: str) -> Json:
    """The runs of one workflow, newest first."""
    path, _ = find_workflow(at, workflow)
    return _listed(at, (run for run in at.state.runs_of(at.repository) if run.workflow == path))


def _listed(at: Context, runs: Iterable[Run]) -> Json:
    found = [run for run in runs if _matches(at, run)]
    shown = [shapes.run(at.state, run) for run in at.page(found)]
    return {"total_count": len(found), "workflow_runs": shown}


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
def list_jobs(at: ActionsRead, number: int) -> Json:
    """The jobs of the latest attempt, or of all with `filter=all`."""
    run = at.run(number)
    jobs = run.jobs if at.query("filter") == "all" else run.current_jobs()
    return {"total_count": len(jobs), "jobs": [shapes.job(at.state, run, job) for job in at.page(jobs)]}


@router.get("/actions/jobs/{number}/logs")
def read_job_log(at: ActionsRead, number: int) -> Response:
    """One job's log as text, behind a redirect; only for signed-in users."""
    if at.token.kind == "none":
        raise ApiError(403, "Must have admin rights to Repository.")
    run, job = _job(at, number)
    return RedirectResponse(f"{at.state.url}/_storage/{run.id}/{job.run_attempt}/{job.key}.txt", 302)


@router.get("/check-runs/{number}/annotations")
def list_annotations(at: ChecksRead, number: int) -> list[Json]:
    """What the steps of one job wrote as `::notice`, `::warning` and `::error`; `number` is the job's."""
    run, job = _job(at, number)
    log = run.folder / f"attempt-{job.run_attempt}" / "log.jsonl"
    lines = log.read_text("utf-8", "replace").splitlines() if log.is_file() else []
    entries = [json.loads(line) for line in lines if '"command"' in line]
    found = [entry for entry in entries if entry.get("jobID") == job.key and entry["command"] in LEVELS]
    return [_annotation(at, entry) for entry in at.page(found)]


def _annotation(at: Context, entry: Json) -> Json:
    """`check-annotation`, from a line of act's log."""
    text, title = str(entry.get("msg", "")).strip(), (entry.get("kvPairs") or {}).get("title", "")
    message = text.split("::", 2)[-1].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    level = LEVELS[entry["command"]]
    return shapes.shape("check-annotation", at.state, level=level, title=title, message=message)


@router.post("/actions/runs/{number}/rerun", status_code=201)
def rerun(at: ActionsWrite, number: int) -> Json:
    """Run all jobs again."""
    at.engine.rerun(at.run(number), by_job=at.token.kind == "job")
    return {}


@router.post("/actions/runs/{number}/cancel", status_code=202)
def cancel(at: ActionsWrite, number: int) -> Json:
    """Stop a run."""
    run = at.run(number)
    if run.status == "completed":
        raise ApiError(409, "Cannot cancel a workflow run that is completed.")
    at.engine.cancel(run)
    return {}


@router.get("/actions/artifacts")
def list_artifacts(at: ActionsRead) -> Json:
    """The artifacts of all runs, newest first, or those of one `name`."""
    runs, name = at.state.runs_of(at.repository), at.query("name")
    found = [(run, one) for run in runs for one in run.finished_artifacts() if name in {None, one["name"]}]
    found.sort(key=lambda pair: pair[1]["id"], reverse=True)
    shown = [shapes.artifact(at.state, run, one) for run, one in at.page(found)]
    return {"total_count": len(found), "artifacts": shown}


storage = APIRouter(prefix="/_storage", include_in_schema=False)


@storage.get("/{run}/{attempt}/{job}.txt")
def job_text(state: CurrentState, run: int, attempt: int, job: str) -> Response:
    """What the redirect of a job's log points to: its lines of the attempt's log."""
    log = state.runs[run].folder / f"attempt-{attempt}" / "log.txt"
    lines = log.read_text("utf-8", "replace").splitlines(keepends=True) if log.is_file() else []
    found = [line for line in lines if line.partition(" ")[2].startswith(f"{job} | ")]
    return PlainTextResponse("".join(found))
