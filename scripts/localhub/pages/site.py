"""Serving Pages: the newest deployment that is live, with the headers that GitHub's edge sets."""

import os
import stat
from contextlib import suppress

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from scripts.localhub.pages import deployments
from scripts.localhub.traffic.access import CurrentState

router = APIRouter(prefix="/pages", include_in_schema=False)

NOT_FOUND = (
    b"<!DOCTYPE html><title>Site not found</title><h1>404</h1><p>There isn't a GitHub Pages site here.</p>"
)
EDGE = {"Cache-Control": "max-age=600", "Access-Control-Allow-Origin": "*", "Server": "GitHub.com"}


class _Site(StaticFiles):
    """Finds a page without its `.html` too, before a folder of that name, as Pages does."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        found, page = super().lookup_path(path), super().lookup_path(f"{path}.html")
        is_file = found[1] is not None and stat.S_ISREG(found[1].st_mode)
        return found if is_file or page[1] is None else page


@router.api_route("/{owner}/{name}", methods=["GET", "HEAD"])
def without_slash(owner: str, name: str) -> Response:
    """A project site's address ends with a slash."""
    return RedirectResponse(f"/pages/{owner}/{name}/", 301)


@router.api_route("/{owner}/{name}/{path:path}", methods=["GET", "HEAD"])
async def serve(request: Request, state: CurrentState, owner: str, name: str, path: str) -> Response:
    """A file of a site; 404 with the site's own 404.html if it has one."""
    repository = state.repository(owner, name)
    root = deployments.served(state, repository) if repository else None
    response = Response(NOT_FOUND, 404, media_type="text/html")
    if root:
        with suppress(HTTPException):
            response = await _Site(directory=root, html=True).get_response(path, request.scope)
        response.headers.update(EDGE)
    if response.status_code == 307:
        response.status_code = 301
    return response
