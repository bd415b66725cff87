"""Workflow files, and the two ways to start a workflow from outside."""

import json
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response

from scripts.localhub.actions.events import Event
from scripts.localhub.actions.workflow import Document, triggers, workflows
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Repository
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.traffic.access import BodyText, Context, Json, needs

router = APIRouter(prefix="/repos/{owner}/{name}")

ContentsWritable = Annotated[Context, Depends(needs("contents", "write"))]
Readable = Annotated[Context, Depends(needs("actions", "read"))]
Writable = Annotated[Context, Depends(needs("actions", "write"))]

MAX_PAYLOAD = 65_535
"""Characters of a client payload."""


JsonBody = Annotated[Json, Body(default_factory=dict)]


@router.post("/dispatches", status_code=204)
def repository_dispatch(
    at: ContentsWritable,
    event_type: Annotated[str, Body(min_length=1, max_length=100)],
    client_payload: JsonBody,
) -> Response:
    """Start every workflow that listens to the event's type; 204 even if none does."""
    supplied = len(client_payload)
    if supplied > 10:
        message = f"Invalid request.\n\nNo more than 10 properties are allowed; {supplied} were supplied."
        raise ApiError(422, message)
    if len(json.dumps(client_payload)) > MAX_PAYLOAD:
        raise ApiError(422, "client_payload is too large.")
    payload = {
        "action": event_type,
        "branch": at.repository.default_branch,
        "client_payload": client_payload,
        **_common(at),
    }
    at.engine.start(at.repository, Event("repository_dispatch", event_type, payload, at.token.login))
    return Response(status_code=204)


@router.get("/actions/workflows/{workflow}")
def read_workflow(at: Readable, workflow: str) -> Json:
    """One workflow file."""
    at.engine.refresh(at.repository)
    path, document = find_workflow(at.repository, workflow)
    return shapes.workflow(at.state, at.repository, path, document.get("name") or path)


@router.post("/actions/workflows/{workflow}/dispatches", status_code=204)
def workflow_dispatch(at: Writable, workflow: str, ref: BodyText, inputs: JsonBody) -> Response:
    """Start one workflow with the inputs of its form."""
    at.engine.refresh(at.repository)
    path, document = find_workflow(at.repository, workflow)
    form = triggers(document).get("workflow_dispatch")
    if form is None:
        raise ApiError(422, "Workflow does not have 'workflow_dispatch' trigger")
    if path in at.repository.disabled_workflows:
        raise ApiError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    branch = f"refs/heads/{ref.removeprefix('refs/heads/')}"
    if git.resolve(at.repository.folder, branch) is None:
        raise ApiError(422, f"No ref found for: {ref}")
    filled = _filled(form.get("inputs") or {}, inputs)
    payload = {"inputs": filled, "ref": branch, "workflow": path, **_common(at)}
    at.engine.start(at.repository, Event("workflow_dispatch", "*", payload, at.token.login, only=path))
    return Response(status_code=204)


def _filled(form: Json, given: Json) -> Json:
    """The inputs with their defaults; 422 for an unknown, missing or too large one."""
    if unknown := sorted(set(given) - set(form)):
        raise ApiError(422, f"Unexpected inputs provided: {json.dumps(unknown)}")
    fields = {name: field or {} for name, field in form.items()}
    for name, field in fields.items():
        if field.get("required") and not given.get(name) and "default" not in field:
            raise ApiError(422, f"Required input '{name}' not provided")
    if sum(len(str(value)) for value in given.values()) > MAX_PAYLOAD:
        raise ApiError(422, "inputs are too large.")
    values = {name: field.get("default", "") for name, field in fields.items()} | given
    return {name: value if isinstance(value, bool) else str(value) for name, value in values.items()}


def _common(at: Context) -> Json:
    sender = shapes.account(at.state, at.state.account(at.token.login))
    return {"repository": shapes.repository(at.state, at.repository, admin=False), "sender": sender}


def find_workflow(repository: Repository, wanted: str) -> tuple[str, Document]:
    """Path and content of the workflow file with this file name or number on the default branch, or 404."""
    head = git.resolve(repository.folder, repository.default_branch)
    for path, document in workflows(repository, head) if head else ():
        if wanted in {path.rpartition("/")[2], path, str(shapes.workflow_id(path))}:
            return path, document
    raise not_found()
