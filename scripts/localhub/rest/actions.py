"""Workflow files, runs, jobs, logs and artifacts."""

import io
import zipfile
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from scripts.localhub import serializers as shapes
from scripts.localhub.actions import artifacts
from scripts.localhub.actions import run_serializers as runshapes
from scripts.localhub.actions.runfilter import matching
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.paging import page
from scripts.localhub.records import Repository, Run, stamp
from scripts.localhub.rest.dispatches import find_workflow
from scripts.localhub.traffic.access import permitted, world_of
from scripts.localhub.traffic.tokens import Level

router = APIRouter(prefix="/repos/{owner}/{name}/actions")


@router.get("/workflows/{workflow}")
def read_workflow(request: Request, owner: str, name: str, workflow: str) -> dict[str, Any]:
    """One workflow file."""
    repository = permitted(request, owner, name, "actions", "read")
    request.app.state.engine.refresh(repository)
    path, document = find_workflow(repository, workflow)
    number = runshapes.workflow_id(path)
    world = world_of(request)
    return {
        "id": number,
        "node_id": shapes.node_id("W", number),
        "name": document.get("name") or path,
        "path": path,
        "state": "active",
        "created_at": stamp(repository.created_at),
        "updated_at": stamp(repository.pushed_at or repository.created_at),
        "url": f"{world.api_url}/repos/{repository.full_name}/actions/workflows/{number}",
        "html_url": f"{world.url}/{repository.full_name}/blob/{repository.default_branch}/{path}",
        "badge_url": f"{world.url}/{repository.full_name}/workflows/{number}/badge.svg",
    }


@router.get("/runs")
def list_runs(request: Request, response: Response, owner: str, name: str) -> dict[str, Any]:
    """All runs, newest first."""
    repository = permitted(request, owner, name, "actions", "read")
    return _runs(request, response, _of(request, repository))


@router.get("/workflows/{workflow}/runs")
def list_runs_of(
    request: Request, response: Response, owner: str, name: str, workflow: str
) -> dict[str, Any]:
    """The runs of one workflow, newest first."""
    repository = permitted(request, owner, name, "actions", "read")
    path, _ = find_workflow(repository, workflow)
    return _runs(request, response, [run for run in _of(request, repository) if run.workflow == path])


def _runs(request: Request, response: Response, runs: list[Run]) -> dict[str, Any]:
    found = matching(runs, request.query_params)
    shown = [runshapes.run(world_of(request), run) for run in page(request, response, found)]
    return {"total_count": len(found), "workflow_runs": shown}


@router.get("/runs/{number}")
def read_run(request: Request, owner: str, name: str, number: int) -> dict[str, Any]:
    """One run."""
    return runshapes.run(world_of(request), _run(request, owner, name, number, "read"))


@router.get("/runs/{number}/jobs")
def list_jobs(request: Request, response: Response, owner: str, name: str, number: int) -> dict[str, Any]:
    """The jobs of the latest attempt, or of all with `filter=all`."""
    run = _run(request, owner, name, number, "read")
    jobs = run.jobs if request.query_params.get("filter") == "all" else run.current_jobs()
    shown = [runshapes.job(world_of(request), run, job) for job in page(request, response, jobs)]
    return {"total_count": len(jobs), "jobs": shown}


@router.get("/runs/{number}/logs")
def read_logs(request: Request, owner: str, name: str, number: int) -> Response:
    """The log as a zip, behind a redirect as on GitHub."""
    run = _run(request, owner, name, number, "read")
    if run.status != "completed":
        raise not_found()
    return Response(
        status_code=302, headers={"Location": f"{world_of(request).url}/_storage/logs/{run.id}.zip"}
    )


@router.get("/jobs/{number}/logs")
def read_job_log(request: Request, owner: str, name: str, number: int) -> Response:
    """One job's log as text, behind a redirect."""
    repository = permitted(request, owner, name, "actions", "read")
    for run in _of(request, repository):
        if any(job.id == number for job in run.jobs):
            target = f"{world_of(request).url}/_storage/jobs/{number}.txt"
            return Response(status_code=302, headers={"Location": target})
    raise not_found()


class Rerun(BaseModel):
    """The optional body of a re-run."""

    enable_debug_logging: bool = False


@router.post("/runs/{number}/rerun", status_code=201)
def rerun(request: Request, owner: str, name: str, number: int) -> dict[str, Any]:
    """Run all jobs again."""
    run = _run(request, owner, name, number, "write")
    request.app.state.engine.rerun(run, only_failed=False)
    return {}


@router.post("/runs/{number}/rerun-failed-jobs", status_code=201)
def rerun_failed(request: Request, owner: str, name: str, number: int) -> dict[str, Any]:
    """Run the failed jobs and those that need them again."""
    run = _run(request, owner, name, number, "write")
    request.app.state.engine.rerun(run, only_failed=True)
    return {}


@router.post("/runs/{number}/cancel", status_code=202)
def cancel(request: Request, owner: str, name: str, number: int) -> dict[str, Any]:
    """Stop a run."""
    run = _run(request, owner, name, number, "write")
    if run.status == "completed":
        raise ApiError(409, "Cannot cancel a workflow run that is completed.")
    request.app.state.engine.cancel(run)
    return {}


@router.get("/artifacts")
def list_artifacts(request: Request, response: Response, owner: str, name: str) -> dict[str, Any]:
    """The artifacts of all runs, newest first, or those of one `name`."""
    repository = permitted(request, owner, name, "actions", "read")
    return _artifacts(request, response, _of(request, repository))


@router.get("/runs/{number}/artifacts")
def list_run_artifacts(
    request: Request, response: Response, owner: str, name: str, number: int
) -> dict[str, Any]:
    """The artifacts of one run."""
    return _artifacts(request, response, [_run(request, owner, name, number, "read")])


@router.get("/artifacts/{number}/{archive}")
def download_artifact(
    request: Request, owner: str, name: str, number: int, archive: Literal["zip"]
) -> Response:
    """An artifact's content, behind a redirect; never without a token."""
    repository = permitted(request, owner, name, "actions", "read")
    for run in _of(request, repository):
        for artifact in artifacts.of_run(run):
            if artifact.id == number:
                target = f"{world_of(request).url}/_storage/artifacts/{run.id}/{artifact.name}.{archive}"
                return Response(status_code=302, headers={"Location": target})
    raise not_found()


def _artifacts(request: Request, response: Response, runs: list[Run]) -> dict[str, Any]:
    world, wanted = world_of(request), request.query_params.get("name")
    found = [(run, one) for run in runs for one in artifacts.of_run(run) if wanted in {None, one.name}]
    found.sort(key=lambda pair: pair[1].id, reverse=True)
    shown = [artifacts.shape(world, run, one) for run, one in page(request, response, found)]
    return {"total_count": len(found), "artifacts": shown}


def _of(request: Request, repository: Repository) -> list[Run]:
    world = world_of(request)
    with world.lock:
        return [run for run in reversed(world.runs.values()) if run.repository is repository]


def _run(request: Request, owner: str, name: str, number: int, level: Level) -> Run:
    repository = permitted(request, owner, name, "actions", level)
    run = world_of(request).runs.get(number)
    if run is None or run.repository is not repository:
        raise not_found()
    return run


storage = APIRouter(prefix="/_storage", include_in_schema=False)


@storage.get("/logs/{number}.zip")
def logs_zip(request: Request, number: int) -> Response:
    """The zip that a log's redirect points to."""
    run = world_of(request).runs[number]
    return _zipped({f"{job.name}.txt": _job_text(run, job.id) for job in run.current_jobs()})


@storage.get("/jobs/{number}.txt")
def job_text(request: Request, number: int) -> Response:
    """The text that a job log's redirect points to."""
    for run in world_of(request).runs.values():
        if any(job.id == number for job in run.jobs):
            return Response(_job_text(run, number), media_type="text/plain")
    raise not_found()


@storage.get("/artifacts/{number}/{name}.zip")
def artifact_zip(request: Request, number: int, name: str) -> Response:
    """The zip that an artifact's redirect points to."""
    folder = world_of(request).runs[number].artifacts / Path(name).name / "files"
    return _zipped({str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()})


def _job_text(run: Run, number: int) -> bytes:
    job = next(job for job in run.jobs if job.id == number)
    path = run.folder / f"attempt-{job.run_attempt}" / f"{job.key}.txt"
    return path.read_bytes() if path.is_file() else b""


def _zipped(files: dict[str, bytes]) -> Response:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return Response(buffer.getvalue(), media_type="application/zip")
