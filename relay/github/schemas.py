"""What the relay reads of GitHub's answers, in the shape that GitHub documents; the rest is ignored."""

import logging
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

logger = logging.getLogger(__name__)


class Documented(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class Run(Documented):
    """One run of a workflow."""

    id: int
    display_title: str
    """As `run-name` in task.yml makes it: the task id, and perhaps the repository."""
    status: str | None = None
    conclusion: str | None = None
    html_url: str
    created_at: datetime
    updated_at: datetime


class Runs(Documented):
    """One page of runs, newest first."""

    total_count: int
    workflow_runs: tuple[Run, ...]


class Step(Documented):
    """One step of a job."""

    name: str
    status: str


class Job(Documented):
    """One job of a run."""

    name: str
    status: str
    conclusion: str | None = None
    completed_at: datetime | None = None
    steps: tuple[Step, ...] = ()


class Jobs(Documented):
    """The jobs of a run's latest attempt."""

    jobs: tuple[Job, ...]


class Rights(Documented):
    """What the token's account may do."""

    push: bool = False


class Repository(Documented):
    """The control repository."""

    archived: bool = False
    permissions: Rights | None = None


class Workflow(Documented):
    """The workflow that runs the tasks."""

    state: str


Answer = TypeVar("Answer", bound=Documented)


def documented(shape: type[Answer], content: object) -> Answer | None:
    """An answer's JSON in its shape; None, and a line in the log that names the field, if it has another."""
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        where = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in where["loc"])
        fields = {"answer": shape.__name__.lower(), "field": field, "problem": where["type"]}
        logger.warning("GitHub's answer is not as documented", extra={"fields": fields})
        return None
