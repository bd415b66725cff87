"""The relay as an ASGI app: what its endpoints share, put together from the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from relay import __version__
from relay.error_handlers import http_error, unexpected_error
from relay.github.client import GitHub
from relay.github.rate_limit import RateLimit
from relay.middleware import RequestMiddleware
from relay.openapi import DESCRIPTION, NAME, openapi
from relay.page import assets
from relay.page import router as pages
from relay.routes import Services, router
from relay.settings import Settings
from relay.status import TaskStatuses
from relay.validation import BodyReader


def create_app(settings: Settings, limit: RateLimit | None = None) -> FastAPI:
    """The app for these settings; `limit` can be replaced by one with another clock."""
    limit = limit or RateLimit(settings.points_per_minute, settings.posts_per_minute)
    github = GitHub(settings, limit)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await github.close()

    app = FastAPI(
        title=NAME,
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    app.openapi = partial(openapi, app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    app.state.services = Services(settings, github, BodyReader(settings), TaskStatuses(github, settings))
    app.add_middleware(RequestMiddleware)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(500, unexpected_error)
    app.include_router(router)
    app.include_router(pages)
    app.mount("/assets", assets)
    return app
