"""Pages through REST: the site, and the deployments that a workflow makes."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from scripts.localhub import deployments
from scripts.localhub import serializers as shapes
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.records import PagesSite, now
from scripts.localhub.traffic.access import permitted, signed_in, world_of

router = APIRouter(prefix="/repos/{owner}/{name}/pages")


class Source(BaseModel):
    """Where a legacy build takes its files from."""

    branch: str = "main"
    path: Literal["/", "/docs"] = "/"


class SiteSettings(BaseModel):
    """The body of a creation or change."""

    build_type: Literal["legacy", "workflow"] | None = None
    source: Source | None = None


@router.post("", status_code=201)
def create(request: Request, owner: str, name: str, body: SiteSettings) -> dict[str, Any]:
    """Enable Pages."""
    repository = permitted(request, owner, name, "pages", "write")
    permitted(request, owner, name, "administration", "write")
    world = world_of(request)
    if repository.private and not world.paid_plan:
        raise ApiError(422, "Your current plan does not support GitHub Pages for this repository.")
    with world.changing(repository):
        if repository.pages:
            raise ApiError(409, "GitHub Pages is already enabled.")
        source = body.source or Source()
        kind = body.build_type or "legacy"
        repository.pages = PagesSite(kind, now(), source.branch, source.path)
    deployments.build_legacy(request.app.state.engine, repository)
    return shapes.pages(world, repository, repository.pages)


@router.get("")
def read(request: Request, owner: str, name: str) -> dict[str, Any]:
    """The site's settings."""
    repository = permitted(request, owner, name, "pages", "read")
    if repository.pages is None:
        raise not_found()
    return shapes.pages(world_of(request), repository, repository.pages)


@router.put("", status_code=204)
def change(request: Request, owner: str, name: str, body: SiteSettings) -> Response:
    """Change how the site is built."""
    repository = permitted(request, owner, name, "pages", "write")
    permitted(request, owner, name, "administration", "write")
    site = repository.pages
    if site is None:
        raise not_found()
    with world_of(request).changing(repository):
        site.build_type = body.build_type or site.build_type
        if body.source:
            site.branch, site.folder = body.source.branch, body.source.path
    return Response(status_code=204)


@router.post("/builds", status_code=201)
def build(request: Request, owner: str, name: str) -> dict[str, Any]:
    """Build the branch's present content (legacy)."""
    repository = permitted(request, owner, name, "pages", "write")
    if repository.pages is None:
        raise not_found()
    deployments.build_legacy(request.app.state.engine, repository)
    return {
        "url": f"{world_of(request).api_url}/repos/{repository.full_name}/pages/builds/latest",
        "status": "queued",
    }


class NewDeployment(BaseModel):
    """What we read of the body of a deployment."""

    artifact_id: int
    pages_build_version: str
    oidc_token: str
    environment: str = "github-pages"


@router.post("/deployments")
def deploy(request: Request, owner: str, name: str, body: NewDeployment) -> dict[str, Any]:
    """Take a run's artifact as the site's new content."""
    repository = permitted(request, owner, name, "pages", "write")
    world, token = world_of(request), signed_in(request)
    if repository.pages is None or repository.pages.build_type != "workflow":
        raise not_found()
    if not token.allows("id-token", "write") and token.kind == "job":
        raise ApiError(400, "Invalid OIDC token: the job lacks the permission `id-token: write`.")
    made = deployments.deploy_artifact(
        world, repository, token.run, body.artifact_id, body.pages_build_version
    )
    root = f"{world.api_url}/repos/{repository.full_name}/pages"
    return {
        "id": made.id,
        "status_url": f"{root}/deployments/{made.id}",
        "page_url": world.pages_url(repository),
    }


@router.get("/deployments/{number}")
def deployment_status(request: Request, owner: str, name: str, number: str) -> dict[str, Any]:
    """How far a deployment is, by its number or its commit."""
    repository = permitted(request, owner, name, "pages", "read")
    return {"status": deployments.state_of(world_of(request), repository, number)}


@router.post("/deployments/{number}/cancel", status_code=204)
def cancel(request: Request, owner: str, name: str, number: str) -> Response:
    """Give a deployment up; its commit can never be deployed again."""
    repository = permitted(request, owner, name, "pages", "write")
    deployments.cancel(world_of(request), repository, number)
    return Response(status_code=204)
