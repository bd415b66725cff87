"""Pages deployments: keyed by commit, slow, sometimes stuck."""

import shutil
from datetime import timedelta
from pathlib import Path

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Deployment, PagesSite, Repository, Run, now
from scripts.localhub.state import State

IN_PROGRESS = "deployment_in_progress"
CANCELLED = "deployment_cancelled"


def site_of(repository: Repository) -> PagesSite:
    """The Pages site of a repository; 404 without one."""
    if repository.pages is None:
        raise not_found()
    return repository.pages


def deploy_folder(
    state: State, repository: Repository, sha: str, folder: Path, run: int | None = None
) -> Deployment:
    """Start a deployment of a folder as the content of commit `sha`.

    A commit that was deployed before succeeds at once and keeps the old content; 400 when its
    deployment was cancelled, or another one is in progress, and 404 without a Pages site.
    """
    site = site_of(repository)
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


def find(state: State, repository: Repository, key: str) -> Deployment:
    """A deployment by number or commit, or 404."""
    site = site_of(repository)
    _complete(state, site)
    for deployment in site.deployments:
        if key in {str(deployment.id), deployment.sha}:
            return deployment
    raise not_found()


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


def _complete(state: State, site: PagesSite) -> None:
    """Let the deployments succeed whose time has come."""
    with state.lock:
        for deployment in site.deployments:
            if deployment.state == IN_PROGRESS and deployment.ready_at <= now():
                deployment.state = "succeed"
