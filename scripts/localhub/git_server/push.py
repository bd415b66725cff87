"""What a push may contain, and its consequences."""

import contextlib
import shutil
from pathlib import Path
from typing import Any

from scripts.localhub.actions.engine import Engine
from scripts.localhub.actions.events import Event
from scripts.localhub.errors import ApiError
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Repository, now
from scripts.localhub.pages import deployments
from scripts.localhub.state import State
from scripts.localhub.traffic.tokens import Token

SECRETS = (
    r"gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|AKIA[0-9A-Z]{16}"
    r"|sk-(proj-|ant-api03-)?[A-Za-z0-9_-]{40,}|xox[bp]-[0-9]{10,}-[A-Za-z0-9-]{20,}"
    r"|-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----"
)
"""What push protection looks for: tokens of a shape that is nothing else."""

LARGEST = 100 * 1024 * 1024
"""Bytes of the largest file that GitHub takes."""


def hook_environment(token: Token, report: Path) -> dict[str, str]:
    """Settings of the repository's hooks; the updates that git made are written to `report`."""
    return {
        "LOCALHUB_SECRETS": SECRETS,
        "LOCALHUB_LARGEST": str(LARGEST),
        "LOCALHUB_WORKFLOWS": _workflow_refusal(token),
        "LOCALHUB_PUSHED": str(report),
    }


def _workflow_refusal(token: Token) -> str:
    """Who is refused and what is missing; empty if the token may write workflow files."""
    if token.allows("workflows", "write"):
        return ""
    if token.kind in {"app", "job"}:
        return "a GitHub App|`workflows` permission"
    return "a Personal Access Token|`workflow` scope"


def received(engine: Engine, repository: Repository, token: Token, report: Path) -> None:
    """Start what a push starts: a legacy Pages build, and runs of workflows.

    A push made with a run's own token starts no run, as on GitHub.
    """
    if not report.is_file():
        return
    updates = [line.split() for line in report.read_text("utf-8").splitlines()]
    report.unlink()
    repository.pushed_at = now()
    for old, new, ref in updates:
        if not new.strip("0"):
            continue
        _make_default(engine.state, repository, ref)
        if ref == f"refs/heads/{repository.default_branch}":
            build_legacy(engine, repository)
        if token.kind != "job":
            payload = _payload(repository, old, new, ref)
            event = Event("push", ref.split("/", 2)[2], payload, token.login, ref=ref, sha=new)
            engine.start(repository, event)


def build_legacy(engine: Engine, repository: Repository) -> None:
    """Publish the branch as it is now, if the site is built the legacy way and has content."""
    site, state = repository.pages, engine.state
    sha = git.resolve(repository.folder, f"refs/heads/{site.branch}") if site else None
    if site is None or site.build_type != "legacy" or sha is None:
        return
    plain = state.store / "work" / f"legacy-{state.next_id()}"
    hidden = shutil.ignore_patterns(".*", "_*")
    shutil.copytree(
        engine.tree(repository, sha) / site.folder.strip("/"), plain, symlinks=True, ignore=hidden
    )
    with contextlib.suppress(ApiError):  # the build fails, nothing else
        deployments.deploy_folder(state, repository, sha, plain)


def _make_default(state: State, repository: Repository, ref: str) -> None:
    """The first branch that is pushed becomes the default branch, as on GitHub."""
    branch = ref.removeprefix("refs/heads/")
    if branch == ref or git.resolve(repository.folder, f"refs/heads/{repository.default_branch}"):
        return
    with state.lock:
        repository.default_branch = branch
        git.git(repository.folder, "symbolic-ref", "HEAD", ref)


def _payload(repository: Repository, old: str, new: str, ref: str) -> dict[str, Any]:
    facts = {name: getattr(repository, name) for name in ("full_name", "name", "default_branch")}
    return {
        "ref": ref,
        "before": old,
        "after": new,
        "repository": {**facts, "owner": {"login": repository.owner.login}},
        "head_commit": {"id": new},
    }
