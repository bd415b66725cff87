"""What the publishing tests work with: the stand-in with Pages that build at once, an evaluator, a clock."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from orchestrator.errors import CallbackError
from orchestrator.publish.job import Job
from orchestrator.publish.stage import publish, publish_target
from orchestrator.records import (
    CheckResult,
    Deployment,
    Generation,
    Kind,
    Publication,
    Receipt,
    Status,
    Target,
    Verdict,
)
from orchestrator.records.site import Site
from orchestrator.records.workdir import WorkDir
from orchestrator.report.stage import notify
from orchestrator.runtime.deadline import Deadline
from orchestrator.settings import Settings
from orchestrator.task.event import Envelope, read_task, seal
from orchestrator.task.identity import pages_url
from orchestrator.text.templates import render
from scripts.localhub import Hub
from scripts.localhub.actions.events import Event
from scripts.localhub.models import Repository
from scripts.localhub.pages import deployments
from tests.publish.evaluator import Evaluator

OWNER = "owner"
RECEIVED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Clock:
    """Time that passes when somebody sleeps, and otherwise as it does."""

    def __init__(self, really: float = 0.0) -> None:
        """`really` is the share of each sleep that is slept, for what takes time by itself."""
        self.slept: list[float] = []
        self._really = really
        self._start = time.monotonic()

    def now(self) -> datetime:
        return RECEIVED + timedelta(seconds=time.monotonic() - self._start + sum(self.slept))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        time.sleep(self._really * seconds)


@dataclass(frozen=True)
class Delivered:
    """What `World.run` brought about: the repository's name, what was published, and from where."""

    repo: str
    publication: Publication
    work: WorkDir


@dataclass
class World:
    """One stand-in with its evaluator; `patience` seconds is what one attempt may take."""

    hub: Hub
    evaluator: Evaluator
    folder: Path
    clock: Clock = field(default_factory=Clock)
    patience: float = 5.0
    token: str = ""
    """In place of the hub's own target token."""
    owner: str = OWNER
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def settings(self) -> Settings:
        return Settings(
            control_repo=f"{OWNER}/control",
            target_owner=self.owner,
            api_url=self.hub.api_url,
            server_url=self.hub.url,
            pages_url=self.hub.pages_template,
            target_token=SecretStr(self.token or self.hub.tokens.target),
            allow_private_urls=True,
        )

    def work(self, name: str, envelope: Envelope, site: Site, base: Target | None = None) -> WorkDir:
        """A work directory as the generate stage leaves it."""
        work = WorkDir(self.folder / name)
        work.save_envelope(envelope)
        work.save(base or self.target(str(envelope.repo)))
        seen = CheckResult(check="index", kind=Kind.GATE, status=Status.PASSED, round=0)
        work.save(Verdict(content=site.content_digest(), results=(seen,)))
        work.save(Generation(generator="offline"))
        if not (work.site_folder.exists() or (base and base.already_published)):
            site.write(work.site_folder)
        return work

    def job(self, work: WorkDir, seconds: float = 570.0) -> Job:
        clock = self.clock
        deadline = Deadline.after(seconds, clock.now)
        target = publish_target(work.envelope(), self.settings, work)
        return Job(self.settings, work.envelope(), target, deadline, sleep=clock.sleep, seconds=self.patience)

    def deliver(
        self, work: WorkDir, seconds: float = 570.0
    ) -> tuple[Publication, Receipt, CallbackError | None]:
        """Publish and notify, as the two commands do one after the other."""
        publication = publish(self.job(work, seconds), work)
        receipt, failure = notify(self.job(work), publication)
        return publication, receipt, failure

    def run(
        self, task: str, files: Site | None = None, base: Target | None = None, **changes: object
    ) -> Delivered:
        """Deliver a request of this name, whose callback the evaluator takes."""
        wanted = envelope(self.evaluator, task=task, **changes)
        work = self.work(f"run{next(self._numbers)}", wanted, files or site(), base)
        publication, receipt, _ = self.deliver(work)
        assert receipt.delivered
        return Delivered(str(wanted.repo), publication, work)

    def repository(self, name: str) -> Repository:
        found = self.hub.repository(f"{self.owner}/{name}")
        assert found
        return found

    def git(self, name: str, *args: str) -> str:
        command, folder = ["git", *args], self.repository(name).folder
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()

    def commits(self, name: str) -> list[str]:
        return self.git(name, "rev-list", "HEAD").split()

    def base(self, name: str) -> Target:
        """The target as generation finds it now."""
        marker = Deployment.read(self.git(name, "show", "HEAD:deployment.json").encode())
        return self.target(name).model_copy(update={"base_sha": self.commits(name)[0], "deployment": marker})

    def target(self, name: str) -> Target:
        """The target before anything is there."""
        return Target(
            owner=self.owner, repo=name, pages_url=pages_url(self.settings.pages_url, self.owner, name)
        )


def envelope(evaluator: Evaluator | None, **changes: object) -> Envelope:
    """A request in its envelope; `changes` are fields of the request."""
    fields: dict[str, object] = {
        "email": "ada@example.com",
        "task": "tide-table",
        "round": 1,
        "nonce": "nonce-1",
        "brief": "Show the tides from tides.csv in a table.",
        "evaluation_url": evaluator.url if evaluator else None,
    }
    return seal(read_task(fields | changes), RECEIVED)


def site(**changes: str | None) -> Site:
    """A complete site; `changes` are its files, with `_` for `.` in names, None to leave one out."""
    files: dict[str, str | None] = {
        "index.html": "<!DOCTYPE html><title>Tides</title><h1>Tides</h1>",
        "LICENSE": "MIT License",
        "README.md": "# Tides",
        ".github/workflows/pages.yml": render("site/pages.yml.jinja", {}),
    }
    files |= {name.replace("_", "."): text for name, text in changes.items()}
    return Site({name: text.encode() for name, text in files.items() if text is not None})


@contextmanager
def world(folder: Path, *, instant: bool = True) -> Iterator[World]:
    """A running world; `instant` has Pages serve a push without running its workflow."""
    evaluator = Evaluator()
    with Hub(folder / "store") as hub:
        hub.state.run_workflows = True
        limits = hub.limits
        limits.points_per_minute = limits.content_per_minute = limits.content_per_hour = 10**6
        if instant:
            _build_at_once(hub)
        try:
            yield World(hub, evaluator, folder)
        finally:
            evaluator.close()


def _build_at_once(hub: Hub) -> None:
    def start(repository: Repository, event: Event) -> list[Any]:
        sha = hub.state.head(repository)
        if sha and event.name == "push" and repository.pages and repository.pages.build_type == "workflow":
            plain = hub.state.store / "plain" / sha
            if not plain.exists():
                shutil.copytree(hub.state.tree(repository, sha), plain, ignore=shutil.ignore_patterns(".*"))
            for earlier in repository.pages.deployments:  # as if the run that waits for it had been cancelled
                earlier.state = "deployment_cancelled" if earlier.state == "stuck" else earlier.state
            deployments.deploy_folder(hub.state, repository, sha, plain)
        return []

    hub.engine.start = start  # type: ignore[method-assign] # the real one takes a second for each build
