"""The endpoints: what each takes and answers; the work is done in the modules beside this one."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from orchestrator.errors import InvalidField
from orchestrator.task.event import Envelope, seal
from orchestrator.task.identity import pages_url
from orchestrator.task.ownership import check_repository_name
from relay import __version__
from relay.errors import WrongFields
from relay.github.client import GitHub
from relay.github.dispatch import Event, dispatch, event_of
from relay.health import check_health
from relay.openapi import NAME, PROBLEMS, request_body, responses
from relay.page import start_page
from relay.schemas import About, Accepted, Health, TaskStatus
from relay.settings import Settings
from relay.status import TaskStatuses
from relay.validation import ANY_ROUND, FIRST_ROUND, LATER_ROUNDS, BodyReader, parse_task

SMALL_BODY = 30_000
"""Bytes up to which a body is parsed in the event loop; a larger one goes to a thread."""

PARSED_AT_A_TIME = 2
"""Large bodies; each takes some six times its size while it is parsed."""

TaskId = Annotated[
    str, Path(description="As the answer to the task named it.", examples=["deploy-20260102-1a2b3c4d"])
]

router = APIRouter()


def _takes(schema: str) -> dict[str, Any]:
    """What the description says of an endpoint that takes a task."""
    return {
        "tags": ["Tasks"],
        "responses": responses(Accepted, *PROBLEMS),
        "openapi_extra": request_body(schema),
    }


@dataclass(frozen=True)
class Services:
    """What the endpoints share."""

    settings: Settings
    github: GitHub
    bodies: BodyReader
    statuses: TaskStatuses
    parsing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PARSED_AT_A_TIME))


@router.post("/task", summary="Send a task of any round", **_takes("TaskRequest"))
async def task(request: Request) -> Accepted:
    """GitHub has accepted the task when the answer is 200."""
    return await _accept(request, ANY_ROUND)


@router.post("/deploy", summary="Send round 1 of a task", **_takes("DeployRequest"))
async def deploy(request: Request) -> Accepted:
    """As /task, for new apps."""
    return await _accept(request, FIRST_ROUND)


@router.post("/update", summary="Send round 2 or a later one", **_takes("UpdateRequest"))
async def update(request: Request) -> Accepted:
    """As /task, for revisions."""
    return await _accept(request, LATER_ROUNDS)


@router.get(
    "/status/{task_id}", tags=["Tasks"], summary="Follow a task", responses=responses(TaskStatus, 404, 503)
)
async def status(request: Request, response: Response, task_id: TaskId) -> TaskStatus:
    """The state of a task, from its workflow runs."""
    request.state.log_fields["task_id"] = task_id[:40]
    found = await _services(request).statuses.status(task_id)
    response.status_code = 404 if found.status == "not_found" else 200
    return found


@router.get("/health", tags=["Relay"], summary="Is everything working?", responses=responses(Health))
async def health(request: Request) -> Health:
    """What was seen of the relay, of GitHub, of the workflow and of the last task, and when."""
    return await check_health(_services(request).github)


@router.get(
    "/",
    tags=["Relay"],
    summary="Name, version, links; the page",
    responses=responses(About, html=True),
    response_model=About,
)
async def about(request: Request, response: Response) -> About | Response:
    """Name, version and links; for a browser a page that sends a task and follows it."""
    if "text/html" in request.headers.get("accept", ""):  # scripts take JSON or whatever comes
        return start_page()
    response.headers["Vary"] = "Accept"
    base = _base_url(request)
    links = {name: f"{base}/{name}" for name in ("task", "deploy", "update", "health", "docs")}
    links |= {"status": f"{base}/status/{{task_id}}", "openapi": f"{base}/openapi.json"}
    return About(name=NAME, version=__version__, links=links)


async def _accept(request: Request, rounds: range) -> Accepted:
    """Body → task → event; 200 only when GitHub has accepted the event."""
    services = _services(request)
    async with services.bodies.read(request) as body:
        if len(body) <= SMALL_BODY:
            event = _read_event(body, services.settings, rounds)
        else:
            async with services.parsing:
                event = await asyncio.to_thread(_read_event, body, services.settings, rounds)
        request.state.log_fields.update(task_id=event.envelope.task_id, bytes=len(body))
        await dispatch(event, services.github, services.settings.answer_seconds)
    return _accepted(event.envelope, services.settings, _base_url(request))


def _read_event(body: bytearray, settings: Settings, rounds: range) -> Event:
    received = datetime.now(UTC)
    task = parse_task(body, settings.allowed_secrets, rounds)
    try:
        check_repository_name(task.repo, settings.target_owner, settings.control_repo, from_form=False)
    except InvalidField as error:
        raise WrongFields([error]) from error
    return event_of(seal(task, received))


def _accepted(envelope: Envelope, settings: Settings, base: str) -> Accepted:
    repo, owner = envelope.repo, settings.target_owner
    message = "The task was accepted. Its progress is at status_url."
    if envelope.task.evaluation_url is None:
        message += " There will be no callback, because evaluation_url is missing."
    return Accepted(
        message=message,
        task_id=envelope.task_id,
        repo_url=f"{settings.server_url}/{owner}/{repo}" if repo else None,
        pages_url=pages_url(settings.pages_url, owner, repo) if repo else None,
        timestamp=envelope.received_at,
        status_url=f"{base}/status/{envelope.task_id}",
    )


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _base_url(request: Request) -> str:
    return _services(request).settings.public_url or str(request.base_url).rstrip("/")
