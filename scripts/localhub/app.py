"""The web application: REST, git, Pages and pages for people on one port."""

from functools import cache

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from scripts.localhub.errors import ApiError
from scripts.localhub.git_server import http as git_http
from scripts.localhub.pages import deployments, site
from scripts.localhub.rest import repositories, runs, settings, workflows
from scripts.localhub.web import views

ROUTERS = tuple(area.router for area in (repositories, deployments, workflows, settings, runs))
"""Those of the REST API."""


@cache
def application() -> FastAPI:
    """All routes; each request says in its state whose they are."""
    app = FastAPI(title="localhub", docs_url=None, redoc_url=None, openapi_url=None)
    for router in ROUTERS:
        app.include_router(router, prefix="/api/v3")
    for router in (runs.storage, site.router, git_http.router, views.router):
        app.include_router(router)
    for kind in (ApiError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _refusal)
    return app


async def _refusal(_: Request, error: Exception) -> JSONResponse:
    refusal = error if isinstance(error, ApiError) else _translated(error)
    return JSONResponse(refusal.body, refusal.status, refusal.headers)


def _translated(error: Exception) -> ApiError:
    """An error of the framework in GitHub's form: an unknown address, broken JSON, a wrong body."""
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return ApiError(400, "Problems parsing JSON")
        where = ".".join(str(part) for part in first["loc"][1:])
        return ApiError(422, f'Invalid request.\n\n"{where}": {first["msg"]}.')
    status = getattr(error, "status_code", 500)
    return ApiError(404 if status == 405 else status, "Not Found")
