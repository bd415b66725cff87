"""What the stand-in stores: accounts, repositories, Pages sites, runs with their jobs and steps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

Conclusion = Literal["success", "failure", "cancelled", "skipped", "timed_out"]


def now() -> datetime:
    """The wall clock, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Account:
    """A user or an organisation; `members` are the logins that may create repositories in the latter."""

    login: str
    id: int
    kind: Literal["User", "Organization"] = "User"
    members: frozenset[str] = frozenset()


@dataclass
class Deployment:
    """One Pages deployment of a commit, with the folder that it publishes and the run that made it."""

    id: int
    sha: str
    state: str  # as GitHub names it: `deployment_in_progress`, `succeed`, `deployment_failed` …, or `stuck`
    ready_at: datetime  # when one that is in progress succeeds
    content: Path
    run: int | None = None

    @property
    def status(self) -> str:
        """Its state at present."""
        ended = self.state == "deployment_in_progress" and self.ready_at <= now()
        return "succeed" if ended else self.state


@dataclass
class PagesSite:
    """The Pages site of a repository; nothing is served before its first deployment."""

    build_type: str
    branch: str = "main"
    folder: str = "/"
    deployments: list[Deployment] = field(default_factory=list)


@dataclass
class Repository:
    """A repository: a bare git folder and what GitHub keeps beside it."""

    id: int
    owner: Account
    name: str
    folder: Path
    created_at: datetime
    description: str | None = None
    homepage: str | None = None
    private: bool = False
    default_branch: str = "main"
    pushed_at: datetime | None = None
    pages: PagesSite | None = None
    statuses: list[dict[str, Any]] = field(default_factory=list)  # of commits, as the REST API shows them
    rulesets: list[dict[str, Any]] = field(default_factory=list)  # the same
    actions_enabled: bool = True
    disabled_workflows: set[str] = field(default_factory=set)  # paths
    work_tree: Path | None = None  # a checkout whose present content is committed before each run

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"

    @property
    def changed_at(self) -> datetime:
        """The time of the last push or of the creation."""
        return self.pushed_at or self.created_at

    @property
    def key(self) -> str:
        """The full name in lower case, because GitHub ignores case."""
        return self.full_name.lower()


@dataclass(kw_only=True)
class Progress:
    """How far a run, a job or a step is."""

    status: str = "queued"
    conclusion: Conclusion | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None

    def begin(self) -> None:
        """Mark as running, if it is still queued."""
        if self.status == "queued":
            self.status, self.started_at = "in_progress", now()

    def end(self, conclusion: Conclusion) -> None:
        """Mark as completed."""
        self.status, self.conclusion, self.completed_at = "completed", conclusion, now()


@dataclass(kw_only=True)
class Step(Progress):
    """One step of a job; `key` is its `id` or its index in the job's list: how act's log names it."""

    key: str
    name: str
    number: int


@dataclass(kw_only=True)
class Job(Progress):
    """One job of an attempt; `key` is its name under `jobs:`."""

    id: int
    key: str
    name: str
    run_attempt: int
    permissions: Mapping[str, str]  # of its token: permission → level
    steps: list[Step]


@dataclass(kw_only=True)
class Run(Progress):
    """One workflow run; a re-run is a new attempt of the same run."""

    id: int
    number: int
    repository: Repository
    workflow: str  # path of the workflow file
    workflow_name: str
    title: str
    event: str
    payload: Mapping[str, Any]
    sha: str
    ref: str  # the branch or tag, `refs/…`
    actor: str
    folder: Path
    created_at: datetime = field(default_factory=now)
    attempt: int = 1
    jobs: list[Job] = field(default_factory=list)  # of all attempts
    group: str | None = None  # for concurrency
    cancel_in_progress: bool = False
    started_by_job: bool = False  # a job's token started this attempt: its end is no event then

    @property
    def branch(self) -> str:
        """The name of the branch or tag."""
        return self.ref.split("/", 2)[2]

    @property
    def updated_at(self) -> datetime:
        """The time of the last change."""
        return self.completed_at or self.started_at or self.created_at

    @property
    def attempt_folder(self) -> Path:
        """Where this attempt's logs and events are."""
        return self.folder / f"attempt-{self.attempt}"

    @property
    def log(self) -> Path:
        """The readable log of this attempt."""
        return self.attempt_folder / "log.txt"

    @property
    def artifacts(self) -> Path:
        """Folder of artifacts, shared by all attempts."""
        return self.folder / "artifacts"

    def finished_artifacts(self) -> list[dict[str, Any]]:
        """What the shim of upload-artifact, as its last act, wrote of each, and the `folder` of its files."""
        found = sorted(self.artifacts.glob("*/artifact.json"))
        return [json.loads(path.read_text("utf-8")) | {"folder": path.parent / "files"} for path in found]

    def current_jobs(self) -> list[Job]:
        """The jobs of the latest attempt."""
        return [job for job in self.jobs if job.run_attempt == self.attempt]
