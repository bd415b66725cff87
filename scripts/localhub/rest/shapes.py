"""Stored objects as GitHub's REST API shows them, from the table of its schemas in `shapes.yml`."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from scripts.localhub.models import Account, Job, PagesSite, Repository, Run
from scripts.localhub.state import State

Json = dict[str, Any]


@cache
def _schemas() -> dict[str, Json]:
    schemas: dict[str, Json] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return schemas


def shape(schema: str, state: State, repo: Repository | None = None, **values: object) -> Json:
    """One object of a schema, of the repository `repo`; `values` are what its texts name."""
    addresses = {"api": state.api_url, "web": state.url}
    if repo:
        root = f"{state.api_url}/repos/{repo.full_name}"
        addresses |= {"root": root, "html": f"{state.url}/{repo.full_name}"}
    filled: Json = _filled(_schemas()[schema], {**addresses, **values, "repo": repo})
    return filled


def _filled(part: Any, values: Mapping[str, object]) -> Any:  # noqa: ANN401 # any JSON
    if isinstance(part, dict):
        filled = {key: _filled(one, values) for key, one in part.items() if key != "links"}
        names = part.get("links", "").split()
        return filled | {f"{name}_url": f"{filled['url']}/{name.replace('git_', 'git/')}" for name in names}
    if not isinstance(part, str):
        return part
    if hole := re.fullmatch(r"\{([\w.\[\]]+)\}", part):
        value = Formatter().get_field(hole[1], (), values)[0]
        return _time(value) if isinstance(value, datetime) else value
    return part.format(**values)


def _time(moment: datetime) -> str:
    """A moment as GitHub writes it: whole seconds and a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def account(state: State, who: Account) -> Json:
    """`simple-user`."""
    return shape("simple-user", state, who=who)


def minimal_repository(state: State, repo: Repository) -> Json:
    """`minimal-repository`, as it is embedded in a run."""
    visibility = "private" if repo.private else "public"
    owner, has_pages = account(state, repo.owner), repo.pages is not None
    return shape("minimal-repository", state, repo, owner=owner, visibility=visibility, has_pages=has_pages)


def repository(state: State, repo: Repository, *, admin: bool) -> Json:
    """`repository` and `full-repository`."""
    rights = dict.fromkeys(("admin", "maintain", "push", "triage"), admin) | {"pull": True}
    return minimal_repository(state, repo) | {"permissions": rights}


def pages(state: State, repo: Repository, site: PagesSite) -> Json:
    """`page`."""
    last = site.deployments[-1].status if site.deployments else None
    status = {None: None, "succeed": "built", "deployment_failed": "errored"}.get(last, "building")
    return shape("page", state, repo, status=status, site=site, site_url=state.pages_url(repo))


def workflow_id(path: str) -> int:
    """A number for a workflow file."""
    return int(hashlib.sha256(path.encode()).hexdigest()[:7], 16)


def run(state: State, record: Run) -> Json:
    """`workflow-run`."""
    repo, actor = record.repository, account(state, state.account(record.actor))
    return shape(
        "workflow-run", state, repo, run=record, workflow=workflow_id(record.workflow), actor=actor,
        started_at=record.started_at or record.created_at, repository=minimal_repository(state, repo),
    )  # fmt: skip


def job(state: State, record: Run, one: Job) -> Json:
    """`job`, with its steps."""
    steps = [shape("step", state, step=step) for step in one.steps]
    started = one.started_at or record.created_at
    return shape("job", state, record.repository, run=record, job=one, steps=steps, started_at=started)


def artifact(state: State, record: Run, facts: Json) -> Json:
    """`artifact`, from what `Run.finished_artifacts` tells of it."""
    made = datetime.fromisoformat(facts["created_at"])
    times = {"created_at": made, "expires_at": made + timedelta(days=90)}
    return shape("artifact", state, record.repository, run=record, artifact=facts, **times)
