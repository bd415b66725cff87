"""The web application: REST, git, Pages and pages for people on one port."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from scripts.localhub.actions.engine import Engine
from scripts.localhub.errors import ApiError
from scripts.localhub.git_server import http as git_http
from scripts.localhub.pages import site
from scripts.localhub.rest import ROUTERS, actions
from scripts.localhub.state import State
from scripts.localhub.traffic.calls import CallLog
from scripts.localhub.traffic.faults import Faults
from scripts.localhub.traffic.limits import Limits
from scripts.localhub.traffic.middleware import TrafficMiddleware, with_transport
from scripts.localhub.web import views


def build(state: State, engine: Engine, calls: CallLog, limits: Limits, faults: Faults) -> ASGIApp:
    """Put the parts together."""
    app = FastAPI(title="localhub", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.hub, app.state.engine, app.state.faults = state, engine, faults
    for router in ROUTERS:
        app.include_router(router, prefix="/api/v3")
    for router in (actions.storage, site.router, git_http.router, views.router):
        app.include_router(router)
    app.add_exception_handler(ApiError, _api_error)  # type: ignore[arg-type] # starlette knows no narrower type
    app.add_exception_handler(HTTPException, _http_error)  # type: ignore[arg-type] # the same
    app.add_exception_handler(RequestValidationError, _malformed)  # type: ignore[arg-type] # the same
    app.middleware("http")(TrafficMiddleware(state, calls, limits, faults))
    return with_transport(app)


async def _api_error(_: Request, error: ApiError) -> JSONResponse:
    return JSONResponse(error.body, error.status, error.headers)


async def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    """The answer for an address that the stand-in does not have, in GitHub's form."""
    return await _api_error(
        request, ApiError(404 if error.status_code == 405 else error.status_code, "Not Found")
    )


async def _malformed(request: Request, error: RequestValidationError) -> JSONResponse:
    """A body that the endpoint does not take: 400 for broken JSON, 422 with GitHub's words otherwise."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return await _api_error(request, ApiError(400, "Problems parsing JSON"))
    where = ".".join(str(part) for part in first["loc"][1:])
    return await _api_error(request, ApiError(422, f'Invalid request.\n\n"{where}": {first["msg"]}.'))
