"""What is read of GitHub's lists, in the shape that GitHub documents; the rest of them is ignored."""

from typing import TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from orchestrator.publish.api import GitHubBusy, Reply


class Entry(BaseModel):
    """One entry of a list."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class RunEntry(Entry):
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


class JobEntry(Entry):
    """A job of a run."""

    id: int
    conclusion: str | None = None


class Origin(Entry):
    """The run that an artifact comes from."""

    id: int | None = None


class ArtifactEntry(Entry):
    """An artifact of a run."""

    created_at: AwareDatetime
    workflow_run: Origin | None = None


Listed = TypeVar("Listed", bound=Entry)


def entries(reply: Reply, key: str, shape: type[Listed], what: str) -> tuple[Listed, ...]:
    """The list `key` of an answer.

    Raises:
        GitHubBusy: the answer has another shape; the field is named.
    """
    listed = reply.fields.get(key)
    if not isinstance(listed, list):
        raise GitHubBusy(what, f"GitHub's answer is not as it documents it ({key})")
    try:
        return tuple(shape.model_validate(entry) for entry in listed)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"])
        raise GitHubBusy(what, f"GitHub's answer is not as it documents it ({key}: {field})") from error
