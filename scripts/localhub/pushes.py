"""What a push may bring, and what follows from it."""

from pathlib import Path

from scripts.localhub import deployments, git
from scripts.localhub.actions.engine import Engine
from scripts.localhub.actions.events import Event
from scripts.localhub.records import Repository, now
from scripts.localhub.traffic.tokens import Token
from scripts.localhub.world import World

SECRETS = (
    r"gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|AKIA[0-9A-Z]{16}"
    r"|sk-(proj-|ant-api03-)?[A-Za-z0-9_-]{40,}|xox[bp]-[0-9]{10,}-[A-Za-z0-9-]{20,}"
    r"|-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----"
)
"""What push protection looks for here: tokens of a shape that is nothing else."""


def hook_environment(world: World, token: Token | None, report: Path) -> dict[str, str]:
    """What the hooks of a repository read; the updates that git made are written to `report`."""
    return {
        "LOCALHUB_SECRETS": SECRETS if world.push_protection else "",
        "LOCALHUB_WORKFLOWS": _workflow_refusal(token),
        "LOCALHUB_PUSHED": str(report),
    }


def _workflow_refusal(token: Token | None) -> str:
    """Who is refused and what he lacks; nothing if he may write workflow files."""
    if token is None or token.allows("workflows", "write"):
        return ""
    if token.kind in {"app", "job"}:
        return "a GitHub App|`workflows` permission"
    return "a Personal Access Token|`workflow` scope"


def received(engine: Engine, repository: Repository, token: Token | None, report: Path) -> None:
    """Let a push have its consequences: a build of the old kind, and runs of workflows.

    A push made with a run's own token starts nothing, as on GitHub.
    """
    if not report.is_file():
        return
    updates = [line.split() for line in report.read_text("utf-8").splitlines()]
    report.unlink()
    with engine.world.changing(repository):
        repository.pushed_at = now()
    for old, new, ref in updates:
        if not new.strip("0"):
            continue
        _make_default(engine, repository, ref)
        if ref != f"refs/heads/{repository.default_branch}":
            continue
        deployments.build_legacy(engine, repository)
        if token and token.kind != "job":
            payload = _payload(repository, old, new)
            engine.start(repository, Event("push", repository.default_branch, payload, token.login))


def _make_default(engine: Engine, repository: Repository, ref: str) -> None:
    """A branch that is pushed where the default branch does not exist becomes it, as on GitHub."""
    branch = ref.removeprefix("refs/heads/")
    if branch == ref or git.resolve(repository.folder, f"refs/heads/{repository.default_branch}"):
        return
    with engine.world.changing(repository):
        repository.default_branch = branch
        git.git(repository.folder, "symbolic-ref", "HEAD", ref)


def _payload(repository: Repository, old: str, new: str) -> dict[str, object]:
    owner, branch = {"login": repository.owner.login}, repository.default_branch
    named = {"full_name": repository.full_name, "name": repository.name}
    return {
        "ref": f"refs/heads/{branch}",
        "before": old,
        "after": new,
        "repository": {**named, "owner": owner, "default_branch": branch},
        "head_commit": {"id": new},
    }
