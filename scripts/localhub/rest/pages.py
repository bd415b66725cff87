"""Pages through REST: the site, and the deployments that a workflow makes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Response
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.git_server.push import build_legacy
from scripts.localhub.models import PagesSite, Repository
from scripts.localhub.pages import deployments
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.traffic.access import BodyText, Context, Json, needs

router = APIRouter(prefix="/repos/{owner}/{name}/pages")

Readable = Annotated[Context, Depends(needs("pages", "read"))]
Writable = Annotated[Context, Depends(needs("pages", "write"))]
Administrable = Annotated[Context, Depends(needs("administration", "write"))]


class Source(BaseModel):
    """Where a legacy build takes its files from."""

    branch: str = "main"
    path: Literal["/", "/docs"] = "/"


class SiteSettings(BaseModel):
    """The body of a creation or change."""

    build_type: Literal["legacy", "workflow"] | None = None
    source: Source | None = None

    def check_for(self, repository: Repository) -> None:
        """Require one of the two, and for a legacy site its branch; 422 otherwise."""
        if self.build_type is None and self.source is None:
            raise ApiError(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.')
        branch = (self.source or Source()).branch
        if self.build_type != "workflow" and not git.resolve(repository.folder, f"refs/heads/{branch}"):
            raise ApiError(422, f"The {branch} branch must exist before GitHub Pages can be built.")


@router.post("", status_code=201)
def create(at: Writable, _: Administrable, body: SiteSettings) -> Json:
    """Enable Pages."""
    if at.repository.private:
        raise ApiError(422, "Your current plan does not support GitHub Pages for this repository.")
    body.check_for(at.repository)
    source = body.source or Source()
    with at.state.lock:
        if at.repository.pages:
            raise ApiError(409, "GitHub Pages is already enabled.")
        site = at.repository.pages = PagesSite(body.build_type or "legacy", source.branch, source.path)
    build_legacy(at.engine, at.repository)
    return shapes.pages(at.state, at.repository, site)


@router.get("")
def read(at: Readable) -> Json:
    """The site's settings."""
    return shapes.pages(at.state, at.repository, deployments.site_of(at.repository))


@router.put("", status_code=204)
def change(at: Writable, _: Administrable, body: SiteSettings) -> Response:
    """Change how the site is built."""
    site = deployments.site_of(at.repository)
    body.check_for(at.repository)
    with at.state.lock:
        site.build_type = body.build_type or site.build_type
        if body.source:
            site.branch, site.folder = body.source.branch, body.source.path
    return Response(status_code=204)


@router.post("/deployments")
def deploy(
    at: Writable, artifact_id: Annotated[int, Body()], pages_build_version: BodyText, oidc_token: BodyText
) -> Json:
    """Take a run's artifact as the site's new content."""
    del oidc_token  # the job's permission is looked up instead
    if deployments.site_of(at.repository).build_type != "workflow":
        raise not_found()
    if at.token.kind == "job" and not at.token.allows("id-token", "write"):
        raise ApiError(400, "Invalid OIDC token: the job lacks the permission `id-token: write`.")
    run = at.state.runs.get(at.token.run or -1)
    found = [one for one in (run.finished_artifacts() if run else ()) if one.id == artifact_id]
    if not found:
        raise ApiError(404, "No artifacts found for this workflow run.")
    made = deployments.deploy_folder(
        at.state, at.repository, pages_build_version, found[0].folder, at.token.run
    )
    return {
        "id": made.id,
        "status_url": f"{shapes.repository_api(at.state, at.repository)}/pages/deployments/{made.id}",
        "page_url": at.state.pages_url(at.repository),
    }


@router.get("/deployments/{number}")
def deployment_status(at: Readable, number: str) -> Json:
    """How far a deployment is, by its number or its commit."""
    state = deployments.find(at.state, at.repository, number).state
    return {"status": deployments.IN_PROGRESS if state == "stuck" else state}


@router.post("/deployments/{number}/cancel", status_code=204)
def cancel(at: Writable, number: str) -> Response:
    """Cancel a deployment that has not succeeded; its commit can never be deployed again."""
    deployment = deployments.find(at.state, at.repository, number)
    if deployment.state != "succeed":
        deployment.state = deployments.CANCELLED
    return Response(status_code=204)
