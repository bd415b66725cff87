"""From an event to runs: which workflows of a commit listen, and the title of a new run."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.localhub.actions.expression import render
from scripts.localhub.actions.workflow import BrokenWorkflow, Document, listens, parse, workflow_paths
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Job, Repository, Run, now
from scripts.localhub.state import State

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Event:
    """An event that starts workflows."""

    name: str
    """`push`, `repository_dispatch`, `workflow_dispatch` or `workflow_run`."""
    detail: str
    """What its filters compare: the pushed branch, the dispatch's type, the completed workflow's name."""
    payload: Mapping[str, Any]
    """The event as a job reads it."""
    actor: str
    only: str | None = None
    """Path of the only workflow that is to run; None: all that listen."""


def listeners(repository: Repository, sha: str, event: Event) -> Iterator[tuple[str, Document]]:
    """Path and content of the workflows that an event starts."""
    for path in workflow_paths(repository.folder, sha):
        try:
            document = parse(git.file_at(repository.folder, sha, path) or b"")
        except BrokenWorkflow as error:
            logger.warning("%s in %s is not a valid workflow: %s", path, repository.full_name, error)
            continue
        if path == event.only or (event.only is None and listens(document, event.name, event.detail)):
            yield path, document


def new_run(
    state: State, repository: Repository, sha: str, event: Event, path: str, document: Document
) -> Run:
    """A run in the state `queued`, known to the state."""
    number, name = state.next_id(), str(document.get("name") or path)
    context = _context(repository, sha, event, number)
    title = render(str(document.get("run-name") or ""), context).strip()
    run = Run(
        id=number, number=_count(state, repository, path) + 1, repository=repository, workflow=path,
        workflow_name=name, title=title or _default_title(repository, sha, event, name), event=event.name,
        payload=event.payload, sha=sha, branch=repository.default_branch, actor=event.actor,
        folder=state.store / "runs" / str(number), created_at=now(), updated_at=now(),
    )  # fmt: skip
    concurrency = document.get("concurrency") or {}
    settings = concurrency if isinstance(concurrency, dict) else {"group": concurrency}
    if settings.get("group"):
        run.group = f"{repository.key} {render(str(settings['group']), context)}".lower()
        run.cancel_in_progress = settings.get("cancel-in-progress") is True
    add_jobs(state, run, document)
    with state.lock:
        state.runs[number] = run
    return run


def add_jobs(state: State, run: Run, document: Document) -> None:
    """Add the jobs of the present attempt, all queued."""
    for key, job in document["jobs"].items():
        name = str(job.get("name") or key)
        run.jobs.append(Job(id=state.next_id(), key=key, name=name, run_attempt=run.attempt))


def _context(repository: Repository, sha: str, event: Event, number: int) -> dict[str, Any]:
    github = {
        "event": event.payload,
        "event_name": event.name,
        "actor": event.actor,
        "sha": sha,
        "ref": f"refs/heads/{repository.default_branch}",
        "ref_name": repository.default_branch,
        "repository": repository.full_name,
        "run_id": number,
    }
    return {"github": github, "inputs": dict(event.payload.get("inputs") or {})}


def _default_title(repository: Repository, sha: str, event: Event, name: str) -> str:
    """The title of a run without `run-name`: the commit's subject, the dispatch's type, or the workflow."""
    if event.name == "push":
        return git.text(repository.folder, "show", "-s", "--format=%s", sha)
    return event.detail if event.name == "repository_dispatch" else name


def _count(state: State, repository: Repository, path: str) -> int:
    with state.lock:
        return sum(run.repository is repository and run.workflow == path for run in state.runs.values())
