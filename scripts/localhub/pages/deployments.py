"""Pages deployments: keyed by commit, slow, sometimes stuck."""

import contextlib
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.localhub.actions import artifacts
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Deployment, PagesSite, Repository, Run, now
from scripts.localhub.state import State

if TYPE_CHECKING:
    from scripts.localhub.actions.engine import Engine

IN_PROGRESS = "deployment_in_progress"
CANCELLED = "deployment_cancelled"


def deploy_artifact(
    state: State, repository: Repository, run_id: int | None, artifact_id: int, sha: str
) -> Deployment:
    """Start a deployment from an artifact of the run whose token asks.

    Raises:
        ApiError: 404 when there is no such artifact, and as `deploy_folder`.
    """
    run = state.runs.get(run_id or -1)
    for artifact in artifacts.of_run(run) if run else ():
        if artifact.id == artifact_id:
            return deploy_folder(state, repository, sha, artifact.folder, run_id)
    raise ApiError(404, "No artifacts found for this workflow run.")


def deploy_folder(
    state: State, repository: Repository, sha: str, folder: Path, run: int | None = None
) -> Deployment:
    """Start a deployment of a folder as the content of commit `sha`.

    A commit that was deployed before succeeds at once and keeps the old content.

    Raises:
        ApiError: 404 without a Pages site, 400 when the commit's deployment was cancelled before or another
            one is in progress.
    """
    site = _site(repository)
    _complete(state, site)
    with state.lock:
        for earlier in site.deployments:
            if earlier.sha == sha and earlier.state == CANCELLED:
                raise ApiError(400, f"Deployment request failed for {sha} due to a cancelled deployment.")
            if earlier.sha == sha and earlier.state in {IN_PROGRESS, "succeed"}:
                return earlier
        if active := next((one for one in site.deployments if one.state in {IN_PROGRESS, "stuck"}), None):
            failed = f"Deployment request failed for {sha} due to in progress deployment."
            raise ApiError(400, f"{failed} Please cancel {active.sha} first or wait for it to complete.")
        outcome = state.pages_outcomes.pop(0) if state.pages_outcomes else IN_PROGRESS
        number = state.next_id()
        content = state.store / "pages" / repository.full_name / str(number)
        shutil.copytree(folder, content, symlinks=True)
        ready = now() + timedelta(seconds=state.latency.pages)
        site.deployments.append(Deployment(number, sha, outcome, ready, content, run))
        return site.deployments[-1]


def status(state: State, repository: Repository, key: str) -> str:
    """The state of a deployment, found by number or commit.

    Raises:
        ApiError: 404.
    """
    deployment = _find(state, repository, key)
    return IN_PROGRESS if deployment.state == "stuck" else deployment.state


def cancel(state: State, repository: Repository, key: str) -> None:
    """Cancel a deployment that has not succeeded."""
    deployment = _find(state, repository, key)
    if deployment.state != "succeed":
        deployment.state = CANCELLED


def cancel_of_run(run: Run) -> None:
    """Cancel the deployment that a cancelled run was waiting for, as deploy-pages does."""
    for deployment in run.repository.pages.deployments if run.repository.pages else ():
        if deployment.run == run.id and deployment.state in {IN_PROGRESS, "stuck"}:
            deployment.state = CANCELLED


def served(state: State, repository: Repository) -> Path | None:
    """The folder that the site shows now, or None before the first deployment (and its edge delay)."""
    if repository.pages is None:
        return None
    _complete(state, repository.pages)
    limit = now() - timedelta(seconds=state.latency.edge)
    live = [d for d in repository.pages.deployments if d.state == "succeed" and d.ready_at <= limit]
    return max(live, key=lambda d: (d.ready_at, d.id)).content if live else None


def build_legacy(engine: "Engine", repository: Repository) -> None:
    """Publish the branch as it is now, if the site is built the legacy way and has content."""
    site = repository.pages
    if site is None or site.build_type != "legacy":
        return
    sha = git.resolve(repository.folder, f"refs/heads/{site.branch}")
    if sha is None:
        return
    folder = engine.tree(repository, sha) / site.folder.strip("/")
    plain = engine.state.store / "work" / f"legacy-{engine.state.next_id()}"
    shutil.copytree(folder, plain, symlinks=True, ignore=shutil.ignore_patterns(".*", "_*"))
    with contextlib.suppress(ApiError):  # the build fails, nothing else
        deploy_folder(engine.state, repository, sha, plain)


def _complete(state: State, site: PagesSite) -> None:
    """Let the deployments succeed whose time has come."""
    with state.lock:
        for deployment in site.deployments:
            if deployment.state == IN_PROGRESS and deployment.ready_at <= now():
                deployment.state = "succeed"


def _site(repository: Repository) -> PagesSite:
    if repository.pages is None:
        raise not_found()
    return repository.pages


def _find(state: State, repository: Repository, key: str) -> Deployment:
    site = _site(repository)
    _complete(state, site)
    for deployment in site.deployments:
        if key in {str(deployment.id), deployment.sha}:
            return deployment
    raise not_found()
