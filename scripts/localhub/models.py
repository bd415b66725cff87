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


def timestamp(moment: datetime | None) -> str | None:
    """A moment as GitHub writes it: whole seconds and a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


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
    state: str  # as GitHub names it: `deployment_in_progress`, `succeed`, `deployment_failed` …
    ready_at: datetime
    content: Path
    run: int | None = None


@dataclass
class PagesSite:
    """The Pages site of a repository; nothing is served before its first deployment."""

    build_type: str
    branch: str = "main"
    folder: str = "/"
    deployments: list[Deployment] = field(default_factory=list)


@dataclass
class CommitStatus:
    """One commit status."""

    id: int
    sha: str
    creator: str
    created_at: datetime
    state: str
    context: str
    description: str | None
    target_url: str | None


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
    statuses: list[CommitStatus] = field(default_factory=list)
    rulesets: list[dict[str, Any]] = field(default_factory=list)  # as the REST API shows them
    actions_enabled: bool = True
    disabled_workflows: set[str] = field(default_factory=set)  # paths
    work_tree: Path | None = None  # a checkout whose present content is committed before each run

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"

    @property
    def key(self) -> str:
        """The full name in lower case, because GitHub ignores case."""
        return self.full_name.lower()


@dataclass
class Progress:
    """How far a job or a step is."""

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


@dataclass
class Step(Progress):
    """One step of a job; `key` is its `id` or its index in the job's list: how act's log names it."""

    key: str = ""
    name: str = ""
    number: int = 0


@dataclass
class Job(Progress):
    """One job of an attempt; `key` is its name under `jobs:`."""

    id: int = 0
    key: str = ""
    name: str = ""
    run_attempt: int = 1
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Artifact:
    """One artifact of a run; `folder` holds its files."""

    id: int
    name: str
    size: int
    created_at: datetime
    folder: Path


@dataclass
class Run:
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
    created_at: datetime
    updated_at: datetime
    attempt: int = 1
    status: str = "queued"
    conclusion: Conclusion | None = None
    started_at: datetime | None = None
    jobs: list[Job] = field(default_factory=list)  # of all attempts
    cancel_requested: bool = False
    group: str | None = None  # for concurrency
    cancel_in_progress: bool = False
    started_by_job: bool = False  # a job's token started this attempt: its end is no event then

    @property
    def branch(self) -> str:
        """The name of the branch or tag."""
        return self.ref.split("/", 2)[2]

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

    def finished_artifacts(self) -> list[Artifact]:
        """The artifacts that are complete: the shim of upload-artifact writes `artifact.json` last."""
        found = []
        for path in sorted(self.artifacts.glob("*/artifact.json")):
            facts = json.loads(path.read_text("utf-8"))
            created = datetime.fromisoformat(facts["created_at"])
            found.append(Artifact(facts["id"], facts["name"], facts["size"], created, path.parent / "files"))
        return found

    def current_jobs(self) -> list[Job]:
        """The jobs of the latest attempt."""
        return [job for job in self.jobs if job.run_attempt == self.attempt]

    def set_status(self, status: str, conclusion: Conclusion | None = None) -> None:
        """Change the status and the time of the last change."""
        self.status, self.conclusion, self.updated_at = status, conclusion, now()
