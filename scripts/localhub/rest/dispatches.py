"""The two ways to start a workflow from outside."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from scripts.localhub import git
from scripts.localhub import serializers as shapes
from scripts.localhub.actions import run_serializers as runshapes
from scripts.localhub.actions.events import Event
from scripts.localhub.actions.workflow import BrokenWorkflow, parse, triggers
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.records import Repository
from scripts.localhub.traffic.access import permitted, signed_in, world_of

router = APIRouter(prefix="/repos/{owner}/{name}")

MAX_PAYLOAD = 65_535
"""Characters of a client payload."""


class Dispatch(BaseModel):
    """The body of a repository dispatch."""

    event_type: str = Field(min_length=1, max_length=100)
    client_payload: dict[str, Any] = Field(default_factory=dict)


@router.post("/dispatches", status_code=204)
def repository_dispatch(request: Request, owner: str, name: str, body: Dispatch) -> Response:
    """Start every workflow that listens to the event's type; 204 even if none does."""
    repository = permitted(request, owner, name, "contents", "write")
    if len(body.client_payload) > 10:
        raise ApiError(
            422, "Invalid request.\n\nNo more than 10 properties are allowed; "
            f"{len(body.client_payload)} were supplied."
        )  # fmt: skip
    if len(json.dumps(body.client_payload)) > MAX_PAYLOAD:
        raise ApiError(422, "client_payload is too large.")
    payload = {
        "action": body.event_type,
        "branch": repository.default_branch,
        "client_payload": body.client_payload,
        **_common(request, repository),
    }
    event = Event("repository_dispatch", body.event_type, payload, signed_in(request).login)
    request.app.state.engine.start(repository, event)
    return Response(status_code=204)


class Manual(BaseModel):
    """The body of a workflow dispatch."""

    ref: str
    inputs: dict[str, Any] = Field(default_factory=dict)


@router.post("/actions/workflows/{workflow}/dispatches", status_code=204)
def workflow_dispatch(request: Request, owner: str, name: str, workflow: str, body: Manual) -> Response:
    """Start one workflow with the inputs of its form."""
    repository = permitted(request, owner, name, "actions", "write")
    engine = request.app.state.engine
    engine.refresh(repository)
    path, document = find_workflow(repository, workflow)
    form = triggers(document).get("workflow_dispatch")
    if form is None:
        raise ApiError(422, "Workflow does not have 'workflow_dispatch' trigger")
    if git.resolve(repository.folder, f"refs/heads/{body.ref.removeprefix('refs/heads/')}") is None:
        raise ApiError(422, f"No ref found for: {body.ref}")
    payload = {
        "inputs": _filled(form.get("inputs") or {}, body.inputs),
        "ref": f"refs/heads/{body.ref.removeprefix('refs/heads/')}",
        "workflow": path,
        **_common(request, repository),
    }
    engine.start(repository, Event("workflow_dispatch", "*", payload, signed_in(request).login, only=path))
    return Response(status_code=204)


def _filled(form: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    if unknown := sorted(set(given) - set(form)):
        raise ApiError(422, f"Unexpected inputs provided: {json.dumps(unknown)}")
    for name, field in form.items():
        if (field or {}).get("required") and not given.get(name) and "default" not in field:
            raise ApiError(422, f"Required input '{name}' not provided")
    if sum(len(str(value)) for value in given.values()) > MAX_PAYLOAD:
        raise ApiError(422, "inputs are too large.")
    defaults = {name: (field or {}).get("default", "") for name, field in form.items()}
    return {
        name: shown if isinstance(shown := value, bool) else str(value)
        for name, value in (defaults | given).items()
    }


def _common(request: Request, repository: Repository) -> dict[str, Any]:
    world = world_of(request)
    sender = shapes.account(world, world.account(signed_in(request).login))
    return {"repository": shapes.repository(world, repository, admin=False), "sender": sender}


def find_workflow(repository: Repository, wanted: str) -> tuple[str, Any]:
    """Path and content of the workflow file with this file name or number on the default branch.

    Raises:
        ApiError: 404.
    """
    head = git.resolve(repository.folder, repository.default_branch)
    for path in git.paths_at(repository.folder, head, ".github/workflows") if head else ():
        if path and wanted in {path.rpartition("/")[2], path, str(runshapes.workflow_id(path))}:
            try:
                return path, parse(git.file_at(repository.folder, str(head), path) or b"")
            except BrokenWorkflow:
                continue
    raise not_found()
