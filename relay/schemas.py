"""The bodies that the relay answers with; the OpenAPI description is made from them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from relay.errors import RequestError

_REPO = "https://github.com/octo-owner/llm-app-sum-of-sales-1f2e3d-4c5b6a"
_PAGES = "https://octo-owner.github.io/llm-app-sum-of-sales-1f2e3d-4c5b6a/"
_TASK_ID = "deploy-20260102-1a2b3c4d"


class Answer(BaseModel):
    """A body that is written once."""

    model_config = ConfigDict(frozen=True)


class Accepted(Answer):
    """GitHub has accepted the event; the workflow starts within seconds."""

    status: Literal["processing"] = "processing"
    message: str = Field(examples=["The task was accepted. Its progress is at status_url."])
    task_id: str = Field(examples=[_TASK_ID])
    repo_url: str | None = Field(examples=[_REPO])
    """Where the app will be; null where only GitHub can tell (a later round of the older form)."""
    pages_url: str | None = Field(examples=[_PAGES])
    timestamp: datetime = Field(examples=["2026-01-02T03:04:05Z"])
    """When the request was received: the ten minutes of the task run from here."""
    status_url: str = Field(examples=[f"https://relay.example/status/{_TASK_ID}"])


class WrongField(Answer):
    """One field that is not what was expected."""

    field: str = Field(examples=["attachments.0.url"])
    expected: str = Field(examples=["a data: URI, such as data:text/csv;base64,…"])


class Problem(Answer):
    """Why a request was not taken."""

    status: Literal["error"] = "error"
    message: str = Field(examples=["round: Field required"])
    fields: tuple[WrongField, ...] = ()
    """Every wrong field, only with 422."""
    request_id: str = Field(examples=["5f0c1d2e3a4b5c6d"])
    """Names the line of the relay's log."""

    @classmethod
    def of(cls, error: RequestError, request_id: str) -> "Problem":
        """The answer for an error."""
        fields = tuple(WrongField(field=field.field, expected=field.expected) for field in error.fields)
        return cls(message=str(error), fields=fields, request_id=request_id)


State = Literal["queued", "in_progress", "completed", "failed", "not_found"]


class TaskStatus(Answer):
    """What the workflow runs say about a task."""

    task_id: str = Field(examples=[_TASK_ID])
    status: State
    message: str = Field(examples=["The run is in progress."])
    stage: str | None = Field(default=None, examples=["generate"])
    """The job at work, or the one that failed; null while GitHub has not been asked for it."""
    run_url: str | None = Field(
        default=None, examples=["https://github.com/octo-owner/control/actions/runs/1"]
    )
    repo_url: str | None = Field(default=None, examples=[_REPO])
    pages_url: str | None = Field(default=None, examples=[_PAGES])
    created_at: datetime | None = None
    completed_at: datetime | None = None


class Part(Answer):
    """One thing that health looks at."""

    state: Literal["ok", "failing", "unknown"]
    detail: str
    seen_at: datetime | None = None
    """When this was really seen; null if it never was."""


class Health(Answer):
    """What was seen, and when. `degraded`: something fails. `unknown`: something could not be seen."""

    status: Literal["ok", "degraded", "unknown"]
    version: str
    parts: dict[str, Part]


class About(Answer):
    """What this is, and where its doors are."""

    name: str
    version: str
    links: dict[str, str]
