"""Pages: the site of a repository and its deployments, keyed by commit, slow, sometimes stuck."""

import contextlib
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Deployment, PagesSite, Repository, Run, now
from scripts.localhub.rest import shapes
from scripts.localhub.state import State
from scripts.localhub.traffic.access import AdministrationWrite, BodyText, Json, PagesRead, PagesWrite

router = APIRouter(prefix="/repos/{owner}/{name}/pages")

IN_PROGRESS = "deployment_in_progress"
CANCELLED = "deployment_cancelled"
UNFINISHED = (IN_PROGRESS, "stuck")


def site_of(repository: Repository) -> PagesSite:
    """The Pages site of a repository; 404 without one."""
    if repository.pages is None:
        raise not_found()
    return repository.pages


def deploy_folder(
    state: State,
    repository: Repository,
    sha: str,
    folder: Path,
    run: int | None = None,
    ignore: Callable[[str, list[str]], set[str]] | None = None,
) -> Deployment:
    """Start a deployment of a folder, but for what `ignore` names, as the content of commit `sha`.

    A commit that was deployed before succeeds at once and keeps the old content; 400 when its
    deployment was cancelled, or another one is in progress, and 404 without a Pages site.
    """
    site = site_of(repository)
    with state.lock:
        for earlier in site.deployments:
            if earlier.sha == sha and earlier.status == CANCELLED:
                raise ApiError(400, f"Deployment request failed for {sha} due to a cancelled deployment.")
            if earlier.sha == sha and earlier.status in {IN_PROGRESS, "succeed"}:
                return earlier
        if active := next((one for one in site.deployments if one.status in UNFINISHED), None):
            failed = f"Deployment request failed for {sha} due to in progress deployment."
            raise ApiError(400, f"{failed} Please cancel {active.sha} first or wait for it to complete.")
        outcome = state.pages_outcomes.pop(0) if state.pages_outcomes else IN_PROGRESS
        number = state.next_id()
        content = state.store / "pages" / repository.full_name / str(number)
        shutil.copytree(folder, content, symlinks=True, ignore=ignore)
        ready = now() + timedelta(seconds=state.latency.pages)
        site.deployments.append(Deployment(number, sha, outcome, ready, content, run))
        return site.deployments[-1]


def find(repository: Repository, key: str) -> Deployment:
    """A deployment by number or commit, or 404."""
    for deployment in site_of(repository).deployments:
        if key in {str(deployment.id), deployment.sha}:
            return deployment
    raise not_found()


def cancel_of_run(run: Run) -> None:
    """Cancel the deployment that a cancelled run was waiting for, as deploy-pages does."""
    for deployment in run.repository.pages.deployments if run.repository.pages else ():
        if deployment.run == run.id and deployment.status in UNFINISHED:
            deployment.state = CANCELLED


def served(state: State, repository: Repository) -> Path | None:
    """The folder that the site shows now, or None before the first deployment (and its edge delay)."""
    limit = now() - timedelta(seconds=state.latency.edge)
    deployments = repository.pages.deployments if repository.pages else ()
    live = [one for one in deployments if one.status == "succeed" and one.ready_at <= limit]
    return max(live, key=lambda one: (one.ready_at, one.id)).content if live else None


def build_legacy(state: State, repository: Repository) -> None:
    """Publish the branch as it is now, if the site is built the legacy way and has content."""
    site = repository.pages
    sha = git.resolve(repository.folder, f"refs/heads/{site.branch}") if site else None
    if site is None or site.build_type != "legacy" or sha is None:
        return
    folder, hidden = state.tree(repository, sha) / site.folder.strip("/"), shutil.ignore_patterns(".*", "_*")
    with contextlib.suppress(ApiError):  # the build fails, nothing else
        deploy_folder(state, repository, sha, folder, ignore=hidden)


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
def create(at: PagesWrite, _: AdministrationWrite, body: SiteSettings) -> Json:
    """Enable Pages."""
    if at.repository.private:
        raise ApiError(422, "Your current plan does not support GitHub Pages for this repository.")
    body.check_for(at.repository)
    source = body.source or Source()
    with at.state.lock:
        if at.repository.pages:
            raise ApiError(409, "GitHub Pages is already enabled.")
        site = at.repository.pages = PagesSite(body.build_type or "legacy", source.branch, source.path)
    build_legacy(at.state, at.repository)
    return shapes.pages(at.state, at.repository, site)


@router.get("")
def read(at: PagesRead) -> Json:
    """The site's settings."""
    return shapes.pages(at.state, at.repository, site_of(at.repository))


@router.put("", status_code=204)
def change(at: PagesWrite, _: AdministrationWrite, body: SiteSettings) -> None:
    """Change how the site is built."""
    site = site_of(at.repository)
    body.check_for(at.repository)
    with at.state.lock:
        site.build_type = body.build_type or site.build_type
        if body.source:
            site.branch, site.folder = body.source.branch, body.source.path


@router.post("/deployments")
def deploy(
    at: PagesWrite, artifact_id: Annotated[int, Body()], pages_build_version: BodyText, oidc_token: BodyText
) -> Json:
    """Take a run's artifact as the site's new content."""
    del oidc_token  # the job's permission is looked up instead
    if site_of(at.repository).build_type != "workflow":
        raise not_found()
    if at.token.kind == "job" and not at.token.allows("id-token", "write"):
        raise ApiError(400, "Invalid OIDC token: the job lacks the permission `id-token: write`.")
    run = at.token.run
    found = [one for one in (run.finished_artifacts() if run else ()) if one["id"] == artifact_id]
    if run is None or not found:
        raise ApiError(404, "No artifacts found for this workflow run.")
    made = deploy_folder(at.state, at.repository, pages_build_version, found[0]["folder"], run=run.id)
    return {
        "id": made.id,
        "status_url": f"{at.state.api_url}/repos/{at.repository.full_name}/pages/deployments/{made.id}",
        "page_url": at.state.pages_url(at.repository),
    }


@router.get("/deployments/{number}")
def deployment_status(at: PagesRead, number: str) -> Json:
    """How far a deployment is, by its number or its commit."""
    status = find(at.repository, number).status
    return {"status": IN_PROGRESS if status == "stuck" else status}


@router.post("/deployments/{number}/cancel", status_code=204)
def cancel(at: PagesWrite, number: str) -> None:
    """Cancel a deployment that has not succeeded; its commit can never be deployed again."""
    deployment = find(at.repository, number)
    if deployment.status != "succeed":
        deployment.state = CANCELLED
