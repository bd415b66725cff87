"""One app against everything that was asked of it: the repository at its commit, then the live page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from orchestrator.task.attachments import changeable
from orchestrator.task.model import Task
from scripts.evaluator.facts import facts_of
from scripts.evaluator.finding import Finding, found
from scripts.evaluator.page import Visit
from scripts.evaluator.repository import CannotClone, cloned, look_at_files

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
    earlier_repo: str | None = None
    """The repository of the round before."""
    secrets: tuple[str, ...] = ()
    """What must not be in the history."""


@dataclass(frozen=True)
class Options:
    """How the page is looked at."""

    seconds: float = 15.0
    mirror: str | None = None
    picture: Path | None = None


def _unchanged(tasks: Sequence[Task]) -> dict[str, bytes]:
    """The attachments that must be there byte for byte: all but those that a brief asks to change."""
    given = {a.name: a.content for task in tasks for a in task.attachments}
    changed = set().union(*(changeable(task.brief, given) for task in tasks))
    return {name: content for name, content in given.items() if name not in changed}


def evaluate(subject: Subject, browser: Browser, options: Options) -> Iterator[Finding]:
    """Everything that a program can say of one app; a repository that cannot be cloned is a finding."""
    attachments = _unchanged(subject.tasks)
    facts = facts_of(subject.tasks)
    stale: list[bytes] = []
    try:
        with cloned(subject.repo_url, subject.commit) as clone:
            files, begun = clone.files, clone.begun()
            stale = [old for old in clone.older_indexes() if old != files.get("index.html")]
            leaked = clone.leaked(subject.secrets)
        yield from look_at_files(files, attachments)
        yield found("no secret in the history", not leaked, leaked or "none")
        if subject.requested is not None:
            fresh = begun >= subject.requested - OLDER_SECONDS
            yield found(
                "the repository was made for this task",
                fresh,
                f"first commit {subject.requested - begun:.0f} s earlier",
            )
        if subject.earlier_repo is not None:
            same = subject.earlier_repo.rstrip("/") == subject.repo_url.rstrip("/")
            yield found("the same repository as in the round before", same, subject.repo_url)
        yield from facts.of_files(files)
    except CannotClone as error:
        yield found("the repository can be cloned at the commit", False, str(error))
    visit = Visit(browser, subject.pages_url, options.seconds, options.mirror, options.picture)
    yield from visit.look(facts.of_page, attachments, stale)
