"""What is read of GitHub's lists, in the documented shape; other fields are ignored."""

from typing import TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from orchestrator.publish.github.api import GitHubBusy, Reply


class Entry(BaseModel):
    """One entry of a list."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class WorkflowRun(Entry):
    """A run of a workflow."""

    id: int
    display_title: str = ""
    path: str = ""
    status: str | None = None
    conclusion: str | None = None
    run_attempt: int = 1
    html_url: str
    created_at: AwareDatetime
    run_started_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None


class Job(Entry):
    """A job of a run."""

    id: int
    conclusion: str | None = None


class ArtifactRun(Entry):
    """The run that an artifact belongs to."""

    id: int | None = None


class Artifact(Entry):
    """An artifact of a run."""

    created_at: AwareDatetime
    workflow_run: ArtifactRun | None = None


Model = TypeVar("Model", bound=Entry)


def read_list(reply: Reply, key: str, model: type[Model], what: str) -> tuple[Model, ...]:
    """The list `key` of an answer.

    Raises:
        GitHubBusy: the answer has another shape; the field is named.
    """
    listed = reply.fields.get(key)
    if not isinstance(listed, list):
        raise GitHubBusy(what, f"GitHub's answer is not as documented ({key})")
    try:
        return tuple(model.model_validate(entry) for entry in listed)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])
        raise GitHubBusy(what, f"GitHub's answer is not as documented ({key}: {field})") from error
