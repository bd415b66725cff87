"""From an event to runs: which workflows of a commit listen, and the title of a new run."""

import fnmatch
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.localhub.actions.expression import evaluate, render
from scripts.localhub.actions.workflow import Document, permissions, triggers, workflows
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Job, Repository, Run
from scripts.localhub.rest import shapes
from scripts.localhub.state import State


@dataclass(frozen=True)
class Event:
    """An event that starts workflows."""

    name: str  # `push`, `repository_dispatch`, `workflow_dispatch` or `workflow_run`
    detail: str
    """What its filters compare: the pushed branch, the dispatch's type, the completed workflow's name."""
    payload: Mapping[str, Any]  # the event as a job reads it, without repository and sender
    actor: str
    only: str | None = None  # path of the only workflow that is to run; None: all that listen
    ref: str = ""  # the pushed branch or tag, `refs/…`; empty: the default branch
    sha: str | None = None  # the pushed commit; None: the newest of the default branch

    def starts(self, path: str, document: Document) -> bool:
        """Whether the workflow runs for the event."""
        filters = triggers(document).get(self.name)
        if self.only or filters is None:
            return path == self.only
        named = {"repository_dispatch": "types", "workflow_run": "workflows"}
        wanted = filters.get(
            named.get(self.name, "tags" if self.ref.startswith("refs/tags/") else "branches")
        )
        if wanted is None and set(filters) & {"branches", "tags"}:
            return False  # a filter for branches alone excludes tags, and the other way round
        patterns = [wanted] if isinstance(wanted, str) else list(wanted or ["*"])
        return any(fnmatch.fnmatchcase(self.detail, str(one).replace("**", "*")) for one in patterns)


def listeners(state: State, repository: Repository, sha: str, event: Event) -> Iterator[tuple[str, Document]]:
    """Path and content of the workflows that an event starts."""
    for path, document in workflows(state.tree(repository, sha)) if repository.actions_enabled else ():
        if path not in repository.disabled_workflows and event.starts(path, document):
            yield path, document


def new_run(
    state: State, repository: Repository, sha: str, event: Event, path: str, document: Document
) -> Run:
    """A stored run in the state `queued`."""
    number, name = state.next_id(), str(document.get("name") or path)
    shown = shapes.repository(state, repository, admin=False)
    payload = {"repository": shown, "sender": {"login": event.actor}, **event.payload}
    with state.lock:
        earlier = [run for run in state.runs_of(repository) if run.workflow == path]
        run = state.runs[number] = Run(
            id=number, number=len(earlier) + 1, repository=repository, workflow=path, workflow_name=name,
            title=_default_title(repository, sha, event, name), event=event.name, payload=payload,
            sha=sha, ref=event.ref or f"refs/heads/{repository.default_branch}", actor=event.actor,
            folder=state.store / "runs" / str(number),
        )  # fmt: skip
        run.jobs = jobs_of(state, run, document)
    run.title = render(str(document.get("run-name") or ""), _context(run)).strip() or run.title
    _set_group(run, document)
    return run


def jobs_of(state: State, run: Run, document: Document) -> list[Job]:
    """The jobs of the run's present attempt, queued."""
    return [
        Job(
            id=state.next_id(), key=key, name=str(job.get("name") or key), run_attempt=run.attempt,
            permissions=permissions(document, job), steps=[],
        )
        for key, job in document["jobs"].items()
    ]  # fmt: skip


def is_skipped(run: Run, job: Mapping[str, Any]) -> bool:
    """Whether a job's condition is false when the run starts."""
    condition = str(job.get("if", "true")).strip().removeprefix("${{").removesuffix("}}")
    return not evaluate(condition, _context(run))


def _context(run: Run) -> dict[str, Any]:
    github = {
        "event": run.payload, "event_name": run.event, "actor": run.actor, "sha": run.sha, "run_id": run.id,
        "ref": run.ref, "ref_name": run.branch, "repository": run.repository.full_name,
    }  # fmt: skip
    return {"github": github, "inputs": dict(run.payload.get("inputs") or {})}


def _set_group(run: Run, document: Document) -> None:
    """The concurrency group of the workflow, or of the first job that has one and is not skipped."""
    holders = [one for one in (document, *document["jobs"].values()) if one.get("concurrency")]
    concurrency: Any = next((one["concurrency"] for one in holders if not is_skipped(run, one)), {})
    settings = concurrency if isinstance(concurrency, dict) else {"group": concurrency}
    if settings.get("group"):
        run.group = f"{run.repository.key} {render(str(settings['group']), _context(run))}".lower()
        run.cancel_in_progress = settings.get("cancel-in-progress") is True


def _default_title(repository: Repository, sha: str, event: Event, name: str) -> str:
    """The title of a run without `run-name`: the commit's subject, the dispatch's type, or the workflow."""
    if event.name == "push":
        return git.text(repository.folder, "show", "-s", "--format=%s", sha)
    return event.detail if event.name == "repository_dispatch" else name
