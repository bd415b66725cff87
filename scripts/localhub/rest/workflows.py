"""Workflow files: their state, and the two ways to start them from outside."""

import json
from typing import Annotated

from fastapi import APIRouter, Body

from scripts.localhub.actions.events import Event
from scripts.localhub.actions.workflow import Document, triggers, workflows
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.rest import shapes
from scripts.localhub.traffic.access import ActionsRead, ActionsWrite, BodyText, ContentsWrite, Context, Json

router = APIRouter(prefix="/repos/{owner}/{name}")

MAX_PAYLOAD = 65_535
"""Characters of a client payload."""


JsonBody = Annotated[Json, Body(default_factory=dict)]


@router.post("/dispatches", status_code=204)
def repository_dispatch(
    at: ContentsWrite,
    event_type: Annotated[str, Body(min_length=1, max_length=100)],
    client_payload: JsonBody,
) -> None:
    """Start every workflow that listens to the event's type; 204 even if none does."""
    supplied = len(client_payload)
    if supplied > 10:
        message = f"Invalid request.\n\nNo more than 10 properties are allowed; {supplied} were supplied."
        raise ApiError(422, message)
    if len(json.dumps(client_payload)) > MAX_PAYLOAD:
        raise ApiError(422, "client_payload is too large.")
    branch = at.repository.default_branch
    payload = {"action": event_type, "branch": branch, "client_payload": client_payload}
    at.engine.start(at.repository, Event("repository_dispatch", event_type, payload, at.token.login))


@router.get("/actions/workflows/{workflow}")
def read(at: ActionsRead, workflow: str) -> Json:
    """One workflow file."""
    path, document = find_workflow(at, workflow)
    number, name = shapes.workflow_id(path), document.get("name") or path
    status = "disabled_fork" if path in at.repository.disabled_workflows else "active"
    return shapes.shape(
        "workflow", at.state, at.repository, number=number, name=name, path=path, status=status
    )


@router.put("/actions/workflows/{workflow}/enable", status_code=204)
def enable(at: ActionsWrite, workflow: str) -> None:
    """Enable one workflow."""
    at.repository.disabled_workflows.discard(find_workflow(at, workflow)[0])


@router.post("/actions/workflows/{workflow}/dispatches", status_code=204)
def workflow_dispatch(at: ActionsWrite, workflow: str, ref: BodyText, inputs: JsonBody) -> None:
    """Start one workflow with the inputs of its form."""
    path, document = find_workflow(at, workflow)
    form = triggers(document).get("workflow_dispatch")
    if form is None:
        raise ApiError(422, "Workflow does not have 'workflow_dispatch' trigger")
    if path in at.repository.disabled_workflows:
        raise ApiError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    branch = f"refs/heads/{ref.removeprefix('refs/heads/')}"
    if git.resolve(at.repository.folder, branch) is None:
        raise ApiError(422, f"No ref found for: {ref}")
    payload = {"inputs": _filled(form.get("inputs") or {}, inputs), "ref": branch, "workflow": path}
    at.engine.start(at.repository, Event("workflow_dispatch", "*", payload, at.token.login, only=path))


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


def find_workflow(at: Context, wanted: str) -> tuple[str, Document]:
    """Path and content of the workflow file with this file name or number on the default branch, or 404."""
    head = at.state.head(at.repository)
    for path, document in workflows(at.state.tree(at.repository, head)) if head else ():
        if wanted in {path.rpartition("/")[2], path, str(shapes.workflow_id(path))}:
            return path, document
    raise not_found()
