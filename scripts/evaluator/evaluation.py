"""One app against everything that was asked of it: the repository at its commit, then the live page.

Sentences are read by the rules of verification; looking at repository and page is the evaluator's own code.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from playwright.sync_api import Browser

from orchestrator.errors import UnsafePath
from orchestrator.records import PastRound
from orchestrator.records.site import Site
from orchestrator.task.attachments import changeable
from orchestrator.task.identity import request_digest
from orchestrator.task.model import Task
from orchestrator.text.paths import checked_path
from orchestrator.verify.plan.check_types import FileCheck, PageScript, PlannedCheck
from orchestrator.verify.plan.planner import make_plan
from scripts.evaluator.finding import Finding, found
from scripts.evaluator.page import Options, look_at_page
from scripts.evaluator.repository import CannotClone, Clone, cloned, look_at_files

OLDER_SECONDS = 120.0
"""Clocks differ; a repository that is older than this before the request was not made for it."""


@dataclass(frozen=True)
class Subject:
    """The tasks of all rounds of one app, oldest first, and where its callback said that it is."""

    tasks: Sequence[Task]
    repo_url: str
    commit: str
    pages_url: str
    requested: float | None = None
    """When round 1 was sent (Unix time); None leaves the age of the repository alone."""
    earlier_repo: str | None = None  # the repository of the round before
    secrets: tuple[str, ...] = ()  # what must not be in the history


def evaluate(subject: Subject, browser: Browser, options: Options) -> Iterator[Finding]:
    """Everything that a program can say of one app; a repository that cannot be cloned is a finding."""
    given = {a.name: a.content for task in subject.tasks for a in task.attachments}
    planned = _planned(subject.tasks, given)
    changed = set().union(*(changeable(task.brief, given) for task in subject.tasks))
    unchanged = {name: content for name, content in given.items() if name not in changed}
    stale: list[bytes] = []
    try:
        with cloned(subject.repo_url, subject.commit) as clone:
            files = clone.files()
            stale = [old for old in clone.older_indexes() if old != files.get("index.html")]
            findings = [*look_at_files(files, unchanged), *_look_at_history(subject, clone)]
        findings += _look_at_planned(planned, files)
        yield from findings
    except CannotClone as error:
        yield found("the repository can be cloned at the commit", False, str(error))
    scripts = [(one.check, one.method) for one in planned if isinstance(one.method, PageScript)]
    yield from look_at_page(browser, subject.pages_url, options, scripts, unchanged, stale)


def _planned(tasks: Sequence[Task], given: Mapping[str, bytes]) -> Sequence[PlannedCheck]:
    """What the rounds of one app ask for, each with the way in which it can be judged."""
    past = [
        PastRound(round=task.round, request=request_digest(task), brief=task.brief, checks=task.checks)
        for task in tasks[:-1]
    ]
    return make_plan(tasks[-1], past, given, None, None).checks


def _look_at_history(subject: Subject, clone: Clone) -> Iterator[Finding]:
    leaked = clone.leaked(subject.secrets)
    yield found("no secret in the history", not leaked, leaked or "none")
    if subject.requested is not None:
        age = subject.requested - clone.begun()
        seen = f"first commit {age:.0f} s earlier"
        yield found("the repository was made for this task", age <= OLDER_SECONDS, seen)
    if subject.earlier_repo is not None:
        same = subject.earlier_repo.rstrip("/") == subject.repo_url.rstrip("/")
        yield found("the same repository as in the round before", same, subject.repo_url)


def _look_at_planned(planned: Sequence[PlannedCheck], files: Mapping[str, bytes]) -> Iterator[Finding]:
    """What is judged on files, and what cannot be judged at all: a sentence that no rule reads wholly."""
    safe = {}
    for name, content in files.items():
        with suppress(UnsafePath):  # a repository of somebody else may have other names
            safe[checked_path(name)] = content
    site = Site(safe)
    for one in planned:
        if isinstance(one.method, FileCheck):
            result = one.method.judge(site)
            yield found(one.check, result.passed, result.seen)
        elif not isinstance(one.method, PageScript):
            yield Finding(one.check, "not judged", "a sentence: read the page and the repository")
