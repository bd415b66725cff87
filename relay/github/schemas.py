"""What the relay reads of GitHub's answers, in the shape that GitHub documents; the rest is ignored."""

import logging
from datetime import datetime
from typing import TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

logger = logging.getLogger(__name__)


class GitHubModel(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class Run(GitHubModel):
    """One run of a workflow."""

    id: int
    display_title: str
    """As `run-name` in task.yml makes it: the task id, and perhaps the repository."""
    status: str | None = None
    conclusion: str | None = None
    html_url: str
    created_at: datetime
    updated_at: datetime


class Runs(GitHubModel):
    """One page of runs, newest first."""

    total_count: int
    workflow_runs: tuple[Run, ...]


class Step(GitHubModel):
    """One step of a job."""

    name: str
    status: str
    conclusion: str | None = None


class Job(GitHubModel):
    """One job of a run."""

    id: int = 0
    name: str
    status: str
    conclusion: str | None = None
    completed_at: datetime | None = None
    steps: tuple[Step, ...] = ()

    @property
    def failed_step(self) -> str | None:
        """The name of the first step that failed."""
        return next((step.name for step in self.steps if step.conclusion == "failure"), None)


class Jobs(GitHubModel):
    """The jobs of a run's latest attempt."""

    jobs: tuple[Job, ...]


class Annotation(GitHubModel):
    """What a step said of its job: `::error title=…::message`, for example."""

    annotation_level: str | None = None
    title: str | None = None
    message: str | None = None


class Annotations(RootModel[tuple[Annotation, ...]]):
    """All of one job."""

    model_config = ConfigDict(frozen=True)


class Repository(GitHubModel):
    """The control repository."""

    archived: bool = False
    permissions: dict[str, bool] | None = None
    """What the token's account may do."""


class Workflow(GitHubModel):
    """The workflow that runs the tasks."""

    state: str


class Blob(GitHubModel):
    """Where GitHub stored a large task."""

    sha: str


Model = TypeVar("Model", bound=BaseModel)


def parse(model: type[Model], response: httpx.Response) -> Model | None:
    """An answer's JSON; None if it is no success, or, with a line in the log, if it is of another shape."""
    if not response.is_success:
        return None
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        where = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, where["loc"]))
        fields = {"answer": model.__name__.lower(), "field": field, "problem": where["type"]}
        logger.warning("GitHub's answer is not as documented", extra={"fields": fields})
        return None
