"""What the stand-in remembers: accounts, repositories, Pages sites, runs with their jobs and steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

Conclusion = Literal["success", "failure", "cancelled", "skipped", "timed_out"]


def now() -> datetime:
    """The wall clock, aware and in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime | None) -> str | None:
    """A moment as GitHub writes it: whole seconds and a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


@dataclass(frozen=True)
class Account:
    """A user or an organisation, and who may create repositories in it."""

    login: str
    id: int
    kind: Literal["User", "Organization"] = "User"
    members: frozenset[str] = frozenset()
    """Logins that belong to an organisation."""


@dataclass(frozen=True)
class App:
    """A GitHub App, installed in one account."""

    id: int
    owner: str
    public_key: bytes
    permissions: Mapping[str, str]

    @property
    def bot(self) -> str:
        """The login under which it acts."""
        return f"app-{self.id}[bot]"


@dataclass
class Deployment:
    """One Pages deployment; GitHub keys them by commit."""

    id: int
    sha: str
    state: str
    """A `status` of GitHub's Pages deployments: `deployment_in_progress`, `succeed`, `deployment_failed` …"""
    ready_at: datetime
    content: Path
    """The folder that becomes the site when the deployment succeeds."""


@dataclass
class PagesSite:
    """The Pages site of a repository; nothing is served before its first deployment."""

    build_type: str
    created_at: datetime
    branch: str = "main"
    folder: str = "/"
    deployments: list[Deployment] = field(default_factory=list)


@dataclass
class Status:
    """One commit status."""

    id: int
    sha: str
    state: str
    context: str
    description: str | None
    target_url: str | None
    creator: str
    created_at: datetime


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
    statuses: list[Status] = field(default_factory=list)
    work_tree: Path | None = None
    """A folder outside the store whose present content is committed before each run: the checkout."""

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"


@dataclass
class Step:
    """One step of a job."""

    key: str
    """Its `id`, or its place in the job's list from 0 on: how act's log names it."""
    name: str
    number: int
    status: str = "queued"
    conclusion: Conclusion | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass
class Job:
    """One job of an attempt."""

    id: int
    key: str
    """Its name under `jobs:`."""
    name: str
    run_attempt: int
    status: str = "queued"
    conclusion: Conclusion | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    steps: list[Step] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """One workflow run; a re-run is a new attempt of the same run."""

    id: int
    number: int
    repository: Repository
    workflow: str
    """Path of the workflow file, `.github/workflows/….yml`."""
    workflow_name: str
    title: str
    event: str
    payload: Mapping[str, Any]
    sha: str
    branch: str
    actor: str
    folder: Path
    created_at: datetime
    updated_at: datetime
    attempt: int = 1
    status: str = "queued"
    conclusion: Conclusion | None = None
    started_at: datetime | None = None
    jobs: list[Job] = field(default_factory=list)
    """Jobs of all attempts."""
    reused: frozenset[str] = frozenset()
    """Keys of the jobs that this attempt takes over from the one before."""
    cancel_asked: bool = False
    group: str | None = None
    """Its concurrency group, if the workflow names one."""
    replaces_running: bool = False
    """Whether it cancels the group's running one."""

    @property
    def attempt_folder(self) -> Path:
        """Where this attempt's logs and events lie."""
        return self.folder / f"attempt-{self.attempt}"

    @property
    def log(self) -> Path:
        """The readable log of this attempt."""
        return self.attempt_folder / "log.txt"

    @property
    def artifacts(self) -> Path:
        """Folder of artifacts; they outlive an attempt."""
        return self.folder / "artifacts"

    def current_jobs(self) -> list[Job]:
        """The jobs of the latest attempt."""
        return [job for job in self.jobs if job.run_attempt == self.attempt]
