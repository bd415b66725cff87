"""From an event to runs: which workflows of a commit listen, and the title of a new run."""

import logging
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.localhub.actions.expression import render
from scripts.localhub.actions.workflow import BrokenWorkflow, Document, listens, parse, workflow_paths
from scripts.localhub.errors import ApiError
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
    """A stored run in the state `queued`."""
    number, name = state.next_id(), str(document.get("name") or path)
    context = _context(repository, sha, event, number)
    title = render(str(document.get("run-name") or ""), context).strip()
    with state.lock:
        earlier = [r for r in state.runs.values() if r.repository is repository and r.workflow == path]
        run = state.runs[number] = Run(
            id=number, number=len(earlier) + 1, repository=repository, workflow=path, workflow_name=name,
            title=title or _default_title(repository, sha, event, name), event=event.name,
            payload=event.payload, sha=sha, branch=repository.default_branch, actor=event.actor,
            folder=state.store / "runs" / str(number), created_at=now(), updated_at=now(),
        )  # fmt: skip
        _add_jobs(state, run, document)
    _set_group(run, document, context)
    return run


def _context(repository: Repository, sha: str, event: Event, number: int) -> dict[str, Any]:
    branch = repository.default_branch
    github = {
        "event": event.payload, "event_name": event.name, "actor": event.actor, "sha": sha, "run_id": number,
        "ref": f"refs/heads/{branch}", "ref_name": branch, "repository": repository.full_name,
    }  # fmt: skip
    return {"github": github, "inputs": dict(event.payload.get("inputs") or {})}


def _set_group(run: Run, document: Document, context: dict[str, Any]) -> None:
    concurrency = document.get("concurrency") or {}
    settings = concurrency if isinstance(concurrency, dict) else {"group": concurrency}
    if settings.get("group"):
        run.group = f"{run.repository.key} {render(str(settings['group']), context)}".lower()
        run.cancel_in_progress = settings.get("cancel-in-progress") is True


def next_attempt(state: State, run: Run) -> None:
    """Prepare a completed run to be queued again with all its jobs; its artifacts go, as on GitHub.

    Raises:
        ApiError: 403 while it is still running.
    """
    document = parse(git.file_at(run.repository.folder, run.sha, run.workflow) or b"")
    with state.lock:
        if run.status != "completed":
            raise ApiError(403, "This workflow is already running")
        shutil.rmtree(run.artifacts, ignore_errors=True)
        run.attempt, run.cancel_requested = run.attempt + 1, False
        run.set_status("queued")
        _add_jobs(state, run, document)


def _add_jobs(state: State, run: Run, document: Document) -> None:
    for key, job in document["jobs"].items():
        name = str(job.get("name") or key)
        run.jobs.append(Job(id=state.next_id(), key=key, name=name, run_attempt=run.attempt))


def _default_title(repository: Repository, sha: str, event: Event, name: str) -> str:
    """The title of a run without `run-name`: the commit's subject, the dispatch's type, or the workflow."""
    if event.name == "push":
        return git.text(repository.folder, "show", "-s", "--format=%s", sha)
    return event.detail if event.name == "repository_dispatch" else name
