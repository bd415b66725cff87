"""Workflow files: their triggers, jobs, steps, permissions and the actions that they use."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from scripts.localhub.models import Step

logger = logging.getLogger(__name__)

Document = Mapping[str, Any]

RESTRICTED = {"contents": "read", "packages": "read"}
"""Permissions of a job that declares none: the default of repositories made since 2023."""

ALL = ("actions", "checks", "contents", "id-token", "packages", "pages", "statuses")
"""What `read-all` and `write-all` stand for, as far as the stand-in asks for it."""


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


def workflows(tree: Path) -> Iterator[tuple[str, Document]]:
    """Path and content of the workflow files of a work tree; a broken one is left out."""
    for file in sorted((tree / ".github/workflows").glob("*.y*ml")):
        try:
            if file.resolve() == file:  # no link: it may lead out of the tree
                yield file.relative_to(tree).as_posix(), parse(file.read_bytes())
        except BrokenWorkflow as error:
            logger.warning("%s is not a valid workflow: %s", file, error)


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


def permissions(document: Document, job: Mapping[str, Any]) -> dict[str, str]:
    """Permissions of a job's token: the job's own, else the workflow's, else the default."""
    granted = job.get("permissions", document.get("permissions", RESTRICTED))
    if granted in ("read-all", "write-all"):
        return dict.fromkeys(ALL, str(granted).partition("-")[0])
    return {name: level for name, level in (granted or {}).items() if level != "none"}


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
