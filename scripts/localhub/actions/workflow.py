"""Workflow files: their triggers, jobs, steps, permissions and the actions that they use."""

import fnmatch
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Repository, Step

logger = logging.getLogger(__name__)

Document = Mapping[str, Any]

RESTRICTED = {"contents": "read", "packages": "read"}
"""Permissions of a job that declares none: the default of repositories made since 2023."""


class BrokenWorkflow(Exception):
    """A workflow file that GitHub would not run."""


def parse(text: bytes) -> Document:
    """Read a workflow file; `on` is a key, not the boolean that YAML 1.1 makes of it.

    Raises:
        BrokenWorkflow: it is not YAML, or has no jobs.
    """
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenWorkflow(f"not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(document, dict) or not isinstance(document.get("jobs"), dict):
        raise BrokenWorkflow("no jobs in it")
    if True in document:
        document["on"] = document.pop(True)
    return document


def workflows(repository: Repository, sha: str) -> Iterator[tuple[str, Document]]:
    """Path and content of the workflow files of the commit `sha`; a broken one is left out."""
    for path in git.paths_at(repository.folder, sha, ".github/workflows/"):
        if path.endswith((".yml", ".yaml")):
            try:
                yield path, parse(git.file_at(repository.folder, sha, path) or b"")
            except BrokenWorkflow as error:
                logger.warning("%s in %s is not a valid workflow: %s", path, repository.full_name, error)


def steps_of(job: Mapping[str, Any]) -> list[Step]:
    """The steps of a job, queued; act's log later replaces names that contain expressions."""
    made = []
    for index, step in enumerate(job.get("steps") or ()):
        title = step.get("name") or step.get("uses") or step.get("run")
        made.append(Step(key=str(step.get("id") or index), name=first_line(title), number=index + 1))
    return made


def first_line(text: object) -> str:
    """The first line of a name or message."""
    return str(text).strip().partition("\n")[0]


def triggers(document: Document) -> dict[str, Mapping[str, Any]]:
    """Event → its filters."""
    on = document.get("on") or {}
    if isinstance(on, str):
        return {on: {}}
    if isinstance(on, list):
        return {event: {} for event in on}
    return {event: filters if isinstance(filters, dict) else {} for event, filters in on.items()}


def listens(document: Document, event: str, detail: str, key: str) -> bool:
    """Whether the workflow runs for an event.

    `detail` is the dispatch's type, the completed workflow's name, or the pushed branch or tag, and `key` the
    name of its filter.
    """
    filters = triggers(document).get(event)
    if filters is None:
        return False
    wanted = filters.get(key)
    patterns = [wanted] if isinstance(wanted, str) else list(wanted or ["*"])
    if wanted is None and set(filters) & {"branches", "tags"}:
        return False  # a filter for branches alone excludes tags, and the other way round
    return any(fnmatch.fnmatchcase(detail, str(pattern).replace("**", "*")) for pattern in patterns)


def permissions(document: Document, job: str) -> defaultdict[str, str]:
    """Permissions of a job's token: the job's own, else the workflow's, else the default."""
    granted = document["jobs"][job].get("permissions", document.get("permissions", RESTRICTED))
    if granted in ("read-all", "write-all"):
        level = str(granted).partition("-")[0]
        return defaultdict(lambda: level)
    return defaultdict(str, {name: level for name, level in (granted or {}).items() if level != "none"})


def runner_labels(document: Document) -> set[str]:
    """The labels of all runners that the jobs ask for."""
    labels: set[str] = set()
    for job in document["jobs"].values():
        wanted = job.get("runs-on") or "ubuntu-latest"
        labels |= set(wanted) if isinstance(wanted, list) else {str(wanted)}
    return labels


def used_actions(document: Document, tree: Path) -> set[str]:
    """Every `owner/name@ref` that the workflow uses, also through local composite actions below `tree`."""
    found: set[str] = set()
    pending = [step for job in document["jobs"].values() for step in job.get("steps") or []]
    while pending:
        uses = pending.pop().get("uses") or ""
        if not uses.startswith("./"):
            found |= {uses} - {""}
            continue
        for name in ("action.yml", "action.yaml"):
            if (path := tree / uses / name).is_file():
                action = yaml.safe_load(path.read_text("utf-8"))
                pending += (action.get("runs") or {}).get("steps") or []
    return found
