"""What the relay reads of GitHub's answers, in the shape that GitHub documents; the rest is ignored."""

import logging
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from relay.github.cache import CachedAnswer

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


class Permissions(GitHubModel):
    """What the token's account may do."""

    push: bool = False


class Repository(GitHubModel):
    """The control repository."""

    archived: bool = False
    permissions: Permissions | None = None


class Workflow(GitHubModel):
    """The workflow that runs the tasks."""

    state: str


Model = TypeVar("Model", bound=BaseModel)


def parse(model: type[Model], answer: CachedAnswer) -> Model | None:
    """An answer's JSON; None if it is no 200, or, with a line in the log, if it is of another shape."""
    if answer.status != 200:
        return None
    try:
        return model.model_validate(answer.content)
    except ValidationError as error:
        where = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in where["loc"])
        fields = {"answer": model.__name__.lower(), "field": field, "problem": where["type"]}
        logger.warning("GitHub's answer is not as documented", extra={"fields": fields})
        return None
