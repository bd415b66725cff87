"""Serving Pages: the newest deployment that is live, with the headers that GitHub's edge sets."""

import hashlib
import mimetypes
from email.utils import formatdate
from pathlib import Path

from fastapi import APIRouter, Request, Response

from scripts.localhub import deployments
from scripts.localhub.traffic.access import world_of

router = APIRouter(prefix="/pages", include_in_schema=False)

NOT_THERE = (
    b"<!DOCTYPE html><title>Site not found</title><h1>404</h1><p>There isn't a GitHub Pages site here.</p>"
)
EDGE = {"Cache-Control": "max-age=600", "Access-Control-Allow-Origin": "*", "Server": "GitHub.com"}


@router.api_route("/{owner}/{name}", methods=["GET", "HEAD"])
def without_slash(request: Request, owner: str, name: str) -> Response:
    """A project site's address ends with a slash."""
    return Response(status_code=301, headers={"Location": f"{world_of(request).url}/pages/{owner}/{name}/"})


@router.api_route("/{owner}/{name}/{path:path}", methods=["GET", "HEAD"])
def serve(request: Request, owner: str, name: str, path: str) -> Response:
    """A file of a site; 404 with the site's own 404.html if it has one."""
    world = world_of(request)
    repository = world.repository(owner, name)
    root = deployments.served(world, repository) if repository else None
    if root is None:
        return Response(NOT_THERE, 404, media_type="text/html")
    found = _find(root, path)
    if found is None:
        own = root / "404.html"
        return Response(own.read_bytes() if own.is_file() else NOT_THERE, 404, EDGE, media_type="text/html")
    if found.is_dir():
        return Response(status_code=301, headers={"Location": f"{world.url}{request.url.path}/"})
    return _file(request, found)


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
    return page if page.is_file() else target if (target / "index.html").is_file() else None


def _file(request: Request, path: Path) -> Response:
    content = path.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = EDGE | {"ETag": tag, "Last-Modified": formatdate(path.stat().st_mtime, usegmt=True)}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    media = (
        f"{kind}; charset=utf-8"
        if kind.startswith("text/") or kind.endswith(("json", "javascript"))
        else kind
    )
    return Response(content, 200, headers | {"Content-Type": media})
