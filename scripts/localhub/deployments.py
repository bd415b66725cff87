"""What Pages does with a deployment: keyed by commit, slow, sometimes stuck, and never what one hopes."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.localhub import git
from scripts.localhub.actions import artifacts
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.records import Deployment, Repository, now
from scripts.localhub.world import World

if TYPE_CHECKING:
    from scripts.localhub.actions.engine import Engine

IN_PROGRESS = "deployment_in_progress"


def deploy_artifact(
    world: World, repository: Repository, run_id: int | None, artifact_id: int, sha: str
) -> Deployment:
    """Begin a deployment from an artifact of the run whose token asks.

    Raises:
        ApiError: 404 when there is no such artifact, 400 when the commit was cancelled before.
    """
    run = world.runs.get(run_id or -1)
    found = [one for one in artifacts.of_run(run) if one.id == artifact_id] if run else []
    if not found:
        raise ApiError(404, "No artifacts found for this workflow run.")
    return deploy_folder(world, repository, sha, found[0].folder)


def deploy_folder(world: World, repository: Repository, sha: str, folder: Path) -> Deployment:
    """Begin a deployment of a folder as the content of commit `sha`.

    A commit that was deployed before succeeds at once and keeps the old content.
    """
    site = repository.pages
    if site is None:
        raise not_found()
    number = world.next_id()
    content = world.store / "pages" / repository.owner.login / repository.name / str(number)
    with world.changing(repository):
        for earlier in site.deployments:
            if earlier.sha == sha and earlier.state == "deployment_cancelled":
                raise ApiError(400, f"Deployment request failed for {sha} due to a cancelled deployment.")
            if earlier.sha == sha and earlier.state in {IN_PROGRESS, "succeed"}:
                return earlier
        state = world.pages_outcomes.pop(0) if world.pages_outcomes else IN_PROGRESS
        shutil.copytree(folder, content)
        ready = now() + timedelta(seconds=world.latency.pages)
        made = Deployment(number, sha, state, ready, content)
        site.deployments.append(made)
    return made


def state_of(world: World, repository: Repository, key: str) -> str:
    """The state of a deployment, found by number or commit; time lets it succeed.

    Raises:
        ApiError: 404.
    """
    deployment = _find(repository, key)
    settle(world, repository)
    return "deployment_in_progress" if deployment.state == "stuck" else deployment.state


def settle(world: World, repository: Repository) -> None:
    """Let the deployments whose time has come succeed."""
    if repository.pages is None:
        return
    with world.lock:
        due = [d for d in repository.pages.deployments if d.state == IN_PROGRESS and d.ready_at <= now()]
        for deployment in due:
            deployment.state = "succeed"
    if due:
        world.save(repository)


def cancel(world: World, repository: Repository, key: str) -> None:
    """Cancel a deployment that has not succeeded."""
    deployment = _find(repository, key)
    settle(world, repository)
    with world.changing(repository):
        if deployment.state != "succeed":
            deployment.state = "deployment_cancelled"


def served(world: World, repository: Repository) -> Path | None:
    """The folder that the site shows now, or None before the first deployment (and its edge delay)."""
    settle(world, repository)
    if repository.pages is None:
        return None
    limit: datetime = now() - timedelta(seconds=world.latency.edge)
    live = [d for d in repository.pages.deployments if d.state == "succeed" and d.ready_at <= limit]
    return max(live, key=lambda d: (d.ready_at, d.id)).content if live else None


def build_legacy(engine: "Engine", repository: Repository) -> None:
    """Publish the branch as it stands, if the site is built the old way and has content."""
    site = repository.pages
    if site is None or site.build_type != "legacy":
        return
    sha = git.resolve(repository.folder, f"refs/heads/{site.branch}")
    if sha is None:
        return
    folder = engine.tree(repository, sha) / site.folder.strip("/")
    plain = engine.world.store / "work" / f"legacy-{engine.world.next_id()}"
    shutil.copytree(folder, plain, ignore=shutil.ignore_patterns(".*", "_*"))
    deploy_folder(engine.world, repository, sha, plain)


def _find(repository: Repository, key: str) -> Deployment:
    for deployment in repository.pages.deployments if repository.pages else ():
        if key in {str(deployment.id), deployment.sha}:
            return deployment
    raise not_found()
