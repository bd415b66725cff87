"""From an event to runs: which workflows of a commit listen, and the title of a new run."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.localhub.actions.expression import evaluate, render
from scripts.localhub.actions.workflow import Document, listens, parse, workflows
from scripts.localhub.errors import ApiError
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Job, Repository, Run, now
from scripts.localhub.state import State


@dataclass(frozen=True)
class Event:
    """An event that starts workflows."""

    name: str  # `push`, `repository_dispatch`, `workflow_dispatch` or `workflow_run`
    detail: str
    """What its filters compare: the pushed branch, the dispatch's type, the completed workflow's name."""
    payload: Mapping[str, Any]  # the event as a job reads it
    actor: str
    only: str | None = None  # path of the only workflow that is to run; None: all that listen
    ref: str = ""  # the pushed branch or tag, `refs/…`; empty: the default branch
    sha: str | None = None  # the pushed commit; None: the newest of the default branch

    @property
    def filter(self) -> str:
        """The key of the trigger that `detail` is compared with."""
        named = {"repository_dispatch": "types", "workflow_run": "workflows"}
        return named.get(self.name, "tags" if self.ref.startswith("refs/tags/") else "branches")


def listeners(repository: Repository, sha: str, event: Event) -> Iterator[tuple[str, Document]]:
    """Path and content of the workflows that an event starts."""
    off = repository.disabled_workflows
    for path, document in workflows(repository, sha) if repository.actions_enabled else ():
        listening = event.only is None and listens(document, event.name, event.detail, event.filter)
        if path not in off and (listening or path == event.only):
            yield path, document


def new_run(
    state: State, repository: Repository, sha: str, event: Event, path: str, document: Document
) -> Run:
    """A stored run in the state `queued`."""
    number, name = state.next_id(), str(document.get("name") or path)
    with state.lock:
        earlier = [r for r in state.runs.values() if r.repository is repository and r.workflow == path]
        run = state.runs[number] = Run(
            id=number, number=len(earlier) + 1, repository=repository, workflow=path, workflow_name=name,
            title=_default_title(repository, sha, event, name), event=event.name, payload=event.payload,
            sha=sha, ref=event.ref or f"refs/heads/{repository.default_branch}", actor=event.actor,
            folder=state.store / "runs" / str(number), created_at=now(), updated_at=now(),
        )  # fmt: skip
        _add_jobs(state, run, document)
    run.title = render(str(document.get("run-name") or ""), _context(run)).strip() or run.title
    _set_group(run, document)
    return run


def _context(run: Run) -> dict[str, Any]:
    github = {
        "event": run.payload, "event_name": run.event, "actor": run.actor, "sha": run.sha, "run_id": run.id,
        "ref": run.ref, "ref_name": run.branch, "repository": run.repository.full_name,
    }  # fmt: skip
    return {"github": github, "inputs": dict(run.payload.get("inputs") or {})}


def is_skipped(run: Run, job: Mapping[str, Any]) -> bool:
    """Whether a job's condition is false when the run starts."""
    condition = str(job.get("if", "true")).strip().removeprefix("${{").removesuffix("}}")
    return not evaluate(condition, _context(run))


def _set_group(run: Run, document: Document) -> None:
    """The concurrency group of the workflow, or of the first job that has one and is not skipped."""
    holders = [one for one in (document, *document["jobs"].values()) if one.get("concurrency")]
    concurrency: Any = next((one["concurrency"] for one in holders if not is_skipped(run, one)), {})
    settings = concurrency if isinstance(concurrency, dict) else {"group": concurrency}
    if settings.get("group"):
        run.group = f"{run.repository.key} {render(str(settings['group']), _context(run))}".lower()
        run.cancel_in_progress = settings.get("cancel-in-progress") is True


def next_attempt(state: State, run: Run) -> None:
    """Prepare a run to be queued again with all its jobs; its artifacts go, as on GitHub; 403 if it runs."""
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
