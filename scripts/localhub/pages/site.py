"""Serving Pages: the newest deployment that is live, with the headers that GitHub's edge sets."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from scripts.localhub.pages import deployments
from scripts.localhub.traffic.access import CurrentState

router = APIRouter(prefix="/pages", include_in_schema=False)

NOT_FOUND = (
    b"<!DOCTYPE html><title>Site not found</title><h1>404</h1><p>There isn't a GitHub Pages site here.</p>"
)
EDGE = {"Cache-Control": "max-age=600", "Access-Control-Allow-Origin": "*", "Server": "GitHub.com"}


@router.api_route("/{owner}/{name}", methods=["GET", "HEAD"])
def without_slash(owner: str, name: str) -> Response:
    """A project site's address ends with a slash."""
    return RedirectResponse(f"/pages/{owner}/{name}/", 301)


@router.api_route("/{owner}/{name}/{path:path}", methods=["GET", "HEAD"])
def serve(request: Request, state: CurrentState, owner: str, name: str, path: str) -> Response:
    """A file of a site; 404 with the site's own 404.html if it has one."""
    repository = state.repository(owner, name)
    root = deployments.served(state, repository) if repository else None
    if root is None:
        return Response(NOT_FOUND, 404, media_type="text/html")
    found = _find(root, path)
    if found is None:
        own = root / "404.html"
        return Response(own.read_bytes() if own.is_file() else NOT_FOUND, 404, EDGE, media_type="text/html")
    if found.is_dir():
        return RedirectResponse(f"{request.url.path}/", 301)
    response = FileResponse(found, headers=EDGE, stat_result=found.stat())
    if request.headers.get("if-none-match") == response.headers["etag"]:
        return Response(status_code=304, headers=EDGE | {"ETag": response.headers["etag"]})
    return response


def _find(root: Path, path: str) -> Path | None:
    """The file for a path, as Pages finds it: a folder's index.html, or a page without its .html."""
    target = (root / path).resolve()
    if not target.is_relative_to(root.resolve()):
        return None
    if path.endswith("/") or not path:
        index = target / "index.html"
        return index if index.is_file() else None
    if target.is_file():
        return target
    page = target.with_name(f"{target.name}.html")
    if page.is_file():
        return page
    return target if (target / "index.html").is_file() else None
