"""The bodies that the relay answers with; the OpenAPI description is made from them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

_REPO = "https://github.com/octo-owner/llm-app-sum-of-sales-1f2e3d-4c5b6a"
_PAGES = "https://octo-owner.github.io/llm-app-sum-of-sales-1f2e3d-4c5b6a/"
_TASK_ID = "deploy-20260102-1a2b3c4d"
_RUN = "https://github.com/octo-owner/control/actions/runs/1"


class Answer(BaseModel):
    """A body that is written once; what stands below a field describes it."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Accepted(Answer):
    """GitHub has accepted the event; the workflow starts within seconds."""

    status: Literal["processing"] = "processing"
    """Always the same."""
    message: str = Field(examples=["The task was accepted. Its progress is at status_url."])
    """For people."""
    task_id: str = Field(examples=[_TASK_ID])
    """Names the task at /status; the same request has the same last eight digits."""
    repo_url: str | None = Field(examples=[_REPO])
    """Where the app will be; null where only GitHub can tell (a later round of the older form)."""
    pages_url: str | None = Field(examples=[_PAGES])
    """Where the app will be live."""
    timestamp: datetime = Field(examples=["2026-01-02T03:04:05Z"])
    """When the request was received: the ten minutes of the task run from here."""
    status_url: str = Field(examples=[f"https://relay.example/status/{_TASK_ID}"])
    """Where to follow the task."""


class WrongField(Answer):
    """One field that is not what was expected."""

    field: str = Field(examples=["attachments.0.url"])
    """Its path in the request."""
    expected: str = Field(examples=["a data: URI, such as data:text/csv;base64,…"])
    """What would have been right."""


class Problem(Answer):
    """Why a request was not taken."""

    status: Literal["error"] = "error"
    """Always the same."""
    message: str = Field(examples=["The secret is wrong."])
    """What is wrong and what to do."""
    fields: tuple[WrongField, ...] = ()
    """Every wrong field, only with 422."""
    request_id: str = Field(examples=["5f0c1d2e3a4b5c6d"])
    """Names the line of the relay's log."""

    @classmethod
    def of(cls, error: HTTPException, request_id: str) -> "Problem":
        """The answer for an error."""
        wrong = getattr(error, "fields", ())
        fields = tuple(WrongField(field=field.field, expected=field.expected) for field in wrong)
        return cls(message=error.detail, fields=fields, request_id=request_id)


State = Literal["queued", "in_progress", "completed", "failed", "not_found"]


class TaskStatus(Answer):
    """What the workflow runs say about a task."""

    task_id: str = Field(examples=[_TASK_ID])
    """As it was asked for."""
    status: State
    """`completed`: the app is published. `failed`: it is not, or its callback was not taken."""
    message: str = Field(examples=["The app is live; 24 of 24 checks passed."])
    """What is going on, how it ended, or why it failed."""
    stage: str | None = Field(default=None, examples=["generate"])
    """The job that is running, or the one that failed; null while GitHub has not been asked for it."""
    run_url: str | None = Field(default=None, examples=[_RUN])
    """The run, with its log and summary."""
    repo_url: str | None = Field(default=None, examples=[_REPO])
    """The app's repository."""
    pages_url: str | None = Field(default=None, examples=[_PAGES])
    """The app."""
    created_at: datetime | None = None
    """When the run was created."""
    completed_at: datetime | None = None
    """When it ended."""


class Part(Answer):
    """One thing that health looks at."""

    state: Literal["ok", "failing", "unknown"]
    """`unknown`: it could not be seen."""
    detail: str
    """What was seen."""
    seen_at: datetime | None = None
    """When this was really seen; null if it never was."""


class Components(Answer):
    """The parts as the older system named them."""

    api: str
    """The relay."""
    github: str
    """Token, rights, rate limit and workflow."""
    openai: str
    """The model, as the last task met it."""


class Health(Answer):
    """What was seen, and when."""

    status: Literal["healthy", "degraded", "unknown"]
    """`degraded`: something fails. `unknown`: something could not be seen."""
    timestamp: datetime
    """When this was asked."""
    version: str
    """Of the relay."""
    deployment_method: Literal["github_actions"] = "github_actions"
    """Always the same."""
    components: Components
    """In short: healthy, failing or unknown."""
    parts: dict[str, Part]
    """In full."""


class About(Answer):
    """What this is, and where its endpoints are."""

    name: str
    """Of the service."""
    version: str
    """Of the relay."""
    links: dict[str, str]
    """Addresses by name."""
