"""Workflow files, runs, jobs, logs and artifacts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from scripts.localhub.actions import artifacts
from scripts.localhub.actions.run_filter import matching
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Repository, Run
from scripts.localhub.rest import run_serializers as shapes
from scripts.localhub.rest.dispatches import find_workflow
from scripts.localhub.rest.paging import Page
from scripts.localhub.state import State
from scripts.localhub.traffic.access import CurrentState, CurrentToken, OptionalToken, needs

router = APIRouter(prefix="/repos/{owner}/{name}/actions")

Readable = Annotated[Repository, Depends(needs("actions", "read"))]
Writable = Annotated[Repository, Depends(needs("actions", "write"))]


def _run(state: State, repository: Repository, number: int) -> Run:
    run = state.runs.get(number)
    if run is None or run.repository is not repository:
        raise not_found()
    return run


def _runs_of(state: State, repository: Repository) -> list[Run]:
    with state.lock:
        return [run for run in reversed(state.runs.values()) if run.repository is repository]


@router.get("/workflows/{workflow}")
def read_workflow(
    request: Request, state: CurrentState, repository: Readable, workflow: str
) -> dict[str, Any]:
    """One workflow file."""
    request.app.state.engine.refresh(repository)
    path, document = find_workflow(repository, workflow)
    return shapes.workflow(state, repository, path, document.get("name") or path)


@router.get("/runs")
def list_runs(request: Request, state: CurrentState, repository: Readable, page: Page) -> dict[str, Any]:
    """All runs, newest first."""
    return _list_runs(request, state, page, _runs_of(state, repository))


@router.get("/workflows/{workflow}/runs")
def list_workflow_runs(
    request: Request, state: CurrentState, repository: Readable, page: Page, workflow: str
) -> dict[str, Any]:
    """The runs of one workflow, newest first."""
    path, _ = find_workflow(repository, workflow)
    runs = [run for run in _runs_of(state, repository) if run.workflow == path]
    return _list_runs(request, state, page, runs)


def _list_runs(request: Request, state: State, page: Page, runs: list[Run]) -> dict[str, Any]:
    found = matching(runs, request.query_params)
    return {
        "total_count": len(found),
        "workflow_runs": [shapes.run(state, run) for run in page.cut(found)],
    }


@router.get("/runs/{number}")
def read_run(state: CurrentState, repository: Readable, number: int) -> dict[str, Any]:
    """One run."""
    return shapes.run(state, _run(state, repository, number))


@router.get("/runs/{number}/jobs")
def list_jobs(
    request: Request, state: CurrentState, repository: Readable, page: Page, number: int
) -> dict[str, Any]:
    """The jobs of the latest attempt, or of all with `filter=all`."""
    run = _run(state, repository, number)
    jobs = run.jobs if request.query_params.get("filter") == "all" else run.current_jobs()
    return {"total_count": len(jobs), "jobs": [shapes.job(state, run, job) for job in page.cut(jobs)]}


@router.get("/jobs/{job}/logs")
def read_job_log(state: CurrentState, token: OptionalToken, repository: Readable, job: int) -> Response:
    """One job's log as text, behind a redirect; only for signed-in users."""
    if token is None:
        raise ApiError(403, "Must have admin rights to Repository.")
    for run in _runs_of(state, repository):
        if any(one.id == job for one in run.jobs):
            return RedirectResponse(f"{state.url}/_storage/jobs/{run.id}/{job}.txt", 302)
    raise not_found()


@router.post("/runs/{number}/rerun", status_code=201)
def rerun(
    request: Request, state: CurrentState, token: CurrentToken, repository: Writable, number: int
) -> dict[str, Any]:
    """Run all jobs again."""
    run = _run(state, repository, number)
    request.app.state.engine.rerun(run, by_job=token.kind == "job")
    return {}


@router.post("/runs/{number}/cancel", status_code=202)
def cancel(request: Request, state: CurrentState, repository: Writable, number: int) -> dict[str, Any]:
    """Stop a run."""
    run = _run(state, repository, number)
    if run.status == "completed":
        raise ApiError(409, "Cannot cancel a workflow run that is completed.")
    request.app.state.engine.cancel(run)
    return {}


@router.get("/artifacts")
def list_artifacts(request: Request, state: CurrentState, repository: Readable, page: Page) -> dict[str, Any]:
    """The artifacts of all runs, newest first, or those of one `name`."""
    name = request.query_params.get("name")
    runs = _runs_of(state, repository)
    found = [(run, one) for run in runs for one in artifacts.of_run(run) if name in {None, one.name}]
    found.sort(key=lambda pair: pair[1].id, reverse=True)
    shown = [shapes.artifact(state, run, one) for run, one in page.cut(found)]
    return {"total_count": len(found), "artifacts": shown}


storage = APIRouter(prefix="/_storage", include_in_schema=False)


@storage.get("/jobs/{number}/{job}.txt")
def job_text(state: CurrentState, number: int, job: int) -> Response:
    """What the redirect of a job's log points to."""
    run = state.runs[number]
    one = next(one for one in run.jobs if one.id == job)
    path = run.folder / f"attempt-{one.run_attempt}" / f"{one.key}.txt"
    return Response(path.read_bytes() if path.is_file() else b"", media_type="text/plain")
