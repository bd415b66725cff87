"""Pages through REST: the site, and the deployments that a workflow makes."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import PagesSite, Repository
from scripts.localhub.pages import deployments
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.traffic.access import CurrentState, CurrentToken, needs

router = APIRouter(prefix="/repos/{owner}/{name}/pages")

Readable = Annotated[Repository, Depends(needs("pages", "read"))]
Writable = Annotated[Repository, Depends(needs("pages", "write"))]
Administrable = Annotated[Repository, Depends(needs("administration", "write"))]


def _site(repository: Repository) -> PagesSite:
    if repository.pages is None:
        raise not_found()
    return repository.pages


class Source(BaseModel):
    """Where a legacy build takes its files from."""

    branch: str = "main"
    path: Literal["/", "/docs"] = "/"


class SiteSettings(BaseModel):
    """The body of a creation or change."""

    build_type: Literal["legacy", "workflow"] | None = None
    source: Source | None = None

    def check_for(self, repository: Repository) -> None:
        """Require one of the two, and for a legacy site its branch.

        Raises:
            ApiError: 422.
        """
        if self.build_type is None and self.source is None:
            raise ApiError(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.')
        branch = (self.source or Source()).branch
        if self.build_type != "workflow" and not git.resolve(repository.folder, f"refs/heads/{branch}"):
            raise ApiError(422, f"The {branch} branch must exist before GitHub Pages can be built.")


@router.post("", status_code=201)
def create(
    request: Request, state: CurrentState, repository: Writable, _: Administrable, body: SiteSettings
) -> dict[str, Any]:
    """Enable Pages."""
    if repository.private:
        raise ApiError(422, "Your current plan does not support GitHub Pages for this repository.")
    body.check_for(repository)
    source = body.source or Source()
    with state.lock:
        if repository.pages:
            raise ApiError(409, "GitHub Pages is already enabled.")
        repository.pages = PagesSite(body.build_type or "legacy", source.branch, source.path)
    deployments.build_legacy(request.app.state.engine, repository)
    return shapes.pages(state, repository, repository.pages)


@router.get("")
def read(state: CurrentState, repository: Readable) -> dict[str, Any]:
    """The site's settings."""
    return shapes.pages(state, repository, _site(repository))


@router.put("", status_code=204)
def change(state: CurrentState, repository: Writable, _: Administrable, body: SiteSettings) -> Response:
    """Change how the site is built."""
    site = _site(repository)
    body.check_for(repository)
    with state.lock:
        site.build_type = body.build_type or site.build_type
        if body.source:
            site.branch, site.folder = body.source.branch, body.source.path
    return Response(status_code=204)


class NewDeployment(BaseModel):
    """What is read of the body of a deployment."""

    artifact_id: int
    pages_build_version: str
    oidc_token: str


@router.post("/deployments")
def deploy(
    state: CurrentState, token: CurrentToken, repository: Writable, body: NewDeployment
) -> dict[str, Any]:
    """Take a run's artifact as the site's new content."""
    if _site(repository).build_type != "workflow":
        raise not_found()
    if token.kind == "job" and not token.allows("id-token", "write"):
        raise ApiError(400, "Invalid OIDC token: the job lacks the permission `id-token: write`.")
    made = deployments.deploy_artifact(
        state, repository, token.run, body.artifact_id, body.pages_build_version
    )
    return {
        "id": made.id,
        "status_url": f"{shapes.repository_api(state, repository)}/pages/deployments/{made.id}",
        "page_url": state.pages_url(repository),
    }


@router.get("/deployments/{number}")
def deployment_status(state: CurrentState, repository: Readable, number: str) -> dict[str, Any]:
    """How far a deployment is, by its number or its commit."""
    return {"status": deployments.status(state, repository, number)}


@router.post("/deployments/{number}/cancel", status_code=204)
def cancel(state: CurrentState, repository: Writable, number: str) -> Response:
    """Cancel a deployment; its commit can never be deployed again."""
    deployments.cancel(state, repository, number)
    return Response(status_code=204)
