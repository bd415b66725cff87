"""The two ways to start a workflow from outside."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from scripts.localhub.actions.events import Event
from scripts.localhub.actions.workflow import BrokenWorkflow, Document, parse, triggers, workflow_paths
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Repository
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.rest.run_serializers import workflow_id
from scripts.localhub.state import State
from scripts.localhub.traffic.access import CurrentState, CurrentToken, needs
from scripts.localhub.traffic.tokens import Token

router = APIRouter(prefix="/repos/{owner}/{name}")

ContentsWritable = Annotated[Repository, Depends(needs("contents", "write"))]
ActionsWritable = Annotated[Repository, Depends(needs("actions", "write"))]

MAX_PAYLOAD = 65_535
"""Characters of a client payload."""


class Dispatch(BaseModel):
    """The body of a repository dispatch."""

    event_type: str = Field(min_length=1, max_length=100)
    client_payload: dict[str, Any] = Field(default_factory=dict)


@router.post("/dispatches", status_code=204)
def repository_dispatch(
    request: Request, state: CurrentState, token: CurrentToken, repository: ContentsWritable, body: Dispatch
) -> Response:
    """Start every workflow that listens to the event's type; 204 even if none does."""
    supplied = len(body.client_payload)
    if supplied > 10:
        message = f"Invalid request.\n\nNo more than 10 properties are allowed; {supplied} were supplied."
        raise ApiError(422, message)
    if len(json.dumps(body.client_payload)) > MAX_PAYLOAD:
        raise ApiError(422, "client_payload is too large.")
    payload = {
        "action": body.event_type,
        "branch": repository.default_branch,
        "client_payload": body.client_payload,
        **_common(state, token, repository),
    }
    event = Event("repository_dispatch", body.event_type, payload, token.login)
    request.app.state.engine.start(repository, event)
    return Response(status_code=204)


class ManualDispatch(BaseModel):
    """The body of a workflow dispatch."""

    ref: str
    inputs: dict[str, Any] = Field(default_factory=dict)


@router.post("/actions/workflows/{workflow}/dispatches", status_code=204)
def workflow_dispatch(
    request: Request,
    state: CurrentState,
    token: CurrentToken,
    repository: ActionsWritable,
    workflow: str,
    body: ManualDispatch,
) -> Response:
    """Start one workflow with the inputs of its form."""
    engine = request.app.state.engine
    engine.refresh(repository)
    path, document = find_workflow(repository, workflow)
    form = triggers(document).get("workflow_dispatch")
    if form is None:
        raise ApiError(422, "Workflow does not have 'workflow_dispatch' trigger")
    if path in repository.disabled_workflows:
        raise ApiError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    ref = f"refs/heads/{body.ref.removeprefix('refs/heads/')}"
    if git.resolve(repository.folder, ref) is None:
        raise ApiError(422, f"No ref found for: {body.ref}")
    payload = {
        "inputs": _filled(form.get("inputs") or {}, body.inputs),
        "ref": ref,
        "workflow": path,
        **_common(state, token, repository),
    }
    engine.start(repository, Event("workflow_dispatch", "*", payload, token.login, only=path))
    return Response(status_code=204)


def _filled(form: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The inputs with their defaults.

    Raises:
        ApiError: 422 for an unknown, missing or too large input.
    """
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


def _common(state: State, token: Token, repository: Repository) -> dict[str, Any]:
    sender = shapes.account(state, state.account(token.login))
    return {"repository": shapes.repository(state, repository, admin=False), "sender": sender}


def find_workflow(repository: Repository, wanted: str) -> tuple[str, Document]:
    """Path and content of the workflow file with this file name or number on the default branch.

    Raises:
        ApiError: 404.
    """
    head = git.resolve(repository.folder, repository.default_branch)
    for path in workflow_paths(repository.folder, head) if head else ():
        if wanted in {path.rpartition("/")[2], path, str(workflow_id(path))}:
            try:
                return path, parse(git.file_at(repository.folder, str(head), path) or b"")
            except BrokenWorkflow:
                continue
    raise not_found()
