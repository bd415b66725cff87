"""The relay as an ASGI app: the doors and what they answer; the work is done in the rooms beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, FastAPI, Path, Request, Response
from starlette.exceptions import HTTPException

from orchestrator.task.event import Envelope, seal
from orchestrator.task.identity import pages_url
from relay import __version__
from relay.error_handlers import http_error, refused, unexpected
from relay.errors import Refused
from relay.github.cache import Reader
from relay.github.client import GitHub
from relay.github.dispatch import INLINE_AT_MOST, Dispatcher
from relay.github.pacing import Pacing
from relay.head import HeadAsGet
from relay.health import HealthCheck
from relay.logs import RequestLog
from relay.openapi import DESCRIPTION, NAME, answers, body, openapi
from relay.page import page, wants_page
from relay.schemas import About, Accepted, Answer, Health, TaskStatus
from relay.settings import Settings
from relay.slashes import OneSlash
from relay.status import Statuses
from relay.validation import ANY_ROUND, FIRST_ROUND, LATER_ROUNDS, admit, read_body

TAKEN = answers(Accepted, bad=(400, 401, 403, 408, 413, 422, 503))

PAGE_OR_LINKS = answers(About)
PAGE_OR_LINKS[200]["content"]["text/html"] = {"schema": {"type": "string"}}

TaskId = Annotated[str, Path(examples=["deploy-20260102-1a2b3c4d"])]

doors = APIRouter()


@dataclass(frozen=True)
class Relay:
    """What the doors share."""

    settings: Settings
    dispatcher: Dispatcher
    statuses: Statuses
    health: HealthCheck


def create_app(settings: Settings, pacing: Pacing | None = None) -> FastAPI:
    """The app for these settings; `pacing` can be replaced by one with another clock."""
    pacing = pacing or Pacing(settings.points_per_minute, settings.posts_per_minute)
    github = GitHub(settings)
    reader = Reader(github, pacing, settings.answer_seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await github.close()

    app = FastAPI(
        title=NAME, version=__version__, description=DESCRIPTION, lifespan=lifespan, redirect_slashes=False
    )
    app.openapi = partial(openapi, app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    app.state.relay = Relay(
        settings,
        Dispatcher(github, pacing, settings),
        Statuses(reader, settings),
        HealthCheck(reader, settings),
    )
    app.add_middleware(HeadAsGet)
    app.add_middleware(OneSlash)
    app.add_middleware(RequestLog)
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(500, unexpected)
    app.include_router(doors)
    return app


@doors.post("/task", responses=TAKEN, openapi_extra=body("TaskRequest"))
async def task(request: Request) -> Response:
    """Take a task of any round."""
    return await _take(request, ANY_ROUND)


@doors.post("/deploy", responses=TAKEN, openapi_extra=body("DeployRequest"))
async def deploy(request: Request) -> Response:
    """Take round 1 of a task."""
    return await _take(request, FIRST_ROUND)


@doors.post("/update", responses=TAKEN, openapi_extra=body("UpdateRequest"))
async def update(request: Request) -> Response:
    """Take round 2 or a later one."""
    return await _take(request, LATER_ROUNDS)


@doors.get("/status/{task_id}", responses=answers(TaskStatus, not_found=TaskStatus, bad=(503,)))
async def status(request: Request, task_id: TaskId) -> Response:
    """Where a task stands, as the workflow runs tell."""
    _facts(request)["task_id"] = task_id[:40]
    found = await _relay(request).statuses.status(task_id)
    return _json(found, 404 if found.status == "not_found" else 200)


@doors.get("/health", responses=answers(Health))
async def health(request: Request) -> Response:
    """What was seen of the relay, of GitHub, of the workflow and of the last task, and when."""
    return _json(await _relay(request).health.look())


@doors.get("/", responses=PAGE_OR_LINKS)
async def about(request: Request) -> Response:
    """Name, version and links; for a browser a page that sends a task and follows it."""
    if wants_page(request):
        return page()
    base = _base_url(request)
    links = {name: f"{base}/{name}" for name in ("task", "deploy", "update", "health", "docs", "redoc")}
    links |= {"status": f"{base}/status/{{task_id}}", "openapi": f"{base}/openapi.json"}
    answer = _json(About(name=NAME, version=__version__, links=links))
    answer.headers["Vary"] = "Accept"
    return answer


async def _take(request: Request, rounds: range) -> Response:
    """Body → task → event; 200 only when GitHub has accepted the event."""
    relay = _relay(request)
    settings = relay.settings
    data = await read_body(request, settings.max_body_bytes, settings.body_seconds)
    received = datetime.now(UTC)
    if len(data) <= INLINE_AT_MOST:
        asked = admit(data, settings.allowed_secrets, rounds)
    else:
        asked = await asyncio.to_thread(admit, data, settings.allowed_secrets, rounds)
    envelope = seal(asked, received)
    _facts(request).update(task_id=envelope.task_id, bytes=len(data))
    await relay.dispatcher.dispatch(envelope, len(data))
    return _json(_accepted(envelope, settings, _base_url(request)))


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


def _relay(request: Request) -> Relay:
    relay: Relay = request.app.state.relay
    return relay


def _facts(request: Request) -> dict[str, object]:
    """What the log line of this request will say."""
    facts: dict[str, object] = request.state.facts
    return facts


def _base_url(request: Request) -> str:
    return _relay(request).settings.public_url or str(request.base_url).rstrip("/")


def _json(answer: Answer, status: int = 200) -> Response:
    return Response(answer.model_dump_json(), status, media_type="application/json")
