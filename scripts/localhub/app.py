"""The web application: REST, git and Pages on one port."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from scripts.localhub import githttp, site, web
from scripts.localhub.actions.engine import Engine
from scripts.localhub.errors import DOCS, ApiError
from scripts.localhub.recorder import Recorder
from scripts.localhub.rest import ROUTERS, actions
from scripts.localhub.traffic.calls import Ledger
from scripts.localhub.traffic.faults import Faults
from scripts.localhub.traffic.limits import Limits
from scripts.localhub.traffic.middleware import Gate
from scripts.localhub.world import World


def build(
    world: World, engine: Engine, ledger: Ledger, limits: Limits, faults: Faults, recorder: Recorder
) -> FastAPI:
    """Put the parts together."""
    app = FastAPI(title="localhub", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.world, app.state.engine, app.state.limits = world, engine, limits
    for router in ROUTERS:
        app.include_router(router, prefix="/api/v3")
    app.include_router(actions.storage)
    app.include_router(site.router)
    app.include_router(githttp.router)
    app.include_router(web.router)
    app.add_exception_handler(ApiError, _refuse)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_middleware(Gate, world=world, ledger=ledger, limits=limits, faults=faults, recorder=recorder)
    return app


async def _refuse(_: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    return JSONResponse(error.body, error.status, error.headers)


async def _malformed(_: Request, error: Exception) -> Response:
    """A body that is not what the endpoint takes: 400 for broken JSON, 422 with GitHub's words otherwise."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return JSONResponse(
            {"message": "Problems parsing JSON", "documentation_url": DOCS, "status": "400"}, 400
        )
    where = ".".join(str(part) for part in first["loc"][1:])
    message = f'Invalid request.\n\n"{where}": {first["msg"]}.'
    return JSONResponse({"message": message, "documentation_url": DOCS, "status": "422"}, 422)
