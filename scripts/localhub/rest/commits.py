"""Git data through REST: blobs and commit statuses."""

import base64
import binascii
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import CommitStatus, Repository, now
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.traffic.access import CurrentState, CurrentToken, needs

router = APIRouter(prefix="/repos/{owner}/{name}")

Readable = Annotated[Repository, Depends(needs("contents", "read"))]
Writable = Annotated[Repository, Depends(needs("contents", "write"))]
StatusesWritable = Annotated[Repository, Depends(needs("statuses", "write"))]


class NewBlob(BaseModel):
    """The body of a new blob."""

    content: str
    encoding: Literal["utf-8", "base64"] = "utf-8"


@router.post("/git/blobs", status_code=201)
def create_blob(state: CurrentState, repository: Writable, body: NewBlob) -> dict[str, Any]:
    """Store bytes under their SHA."""
    if git.is_empty(repository.folder):
        raise ApiError(409, "Git Repository is empty.")
    try:
        data = (
            base64.b64decode("".join(body.content.split()), validate=True)
            if body.encoding == "base64"
            else body.content.encode()
        )
    except binascii.Error as error:
        raise ApiError(422, "content is not valid Base64") from error
    sha = git.text(repository.folder, "hash-object", "-w", "--stdin", data=data)
    return {"url": f"{shapes.repository_api(state, repository)}/git/blobs/{sha}", "sha": sha}


@router.get("/git/blobs/{sha}")
def read_blob(state: CurrentState, repository: Readable, sha: str) -> dict[str, Any]:
    """A blob, base64 as GitHub gives it: with line breaks."""
    try:
        data = git.git(repository.folder, "cat-file", "blob", sha if sha.isalnum() else "-")
    except git.GitError as error:
        raise not_found() from error
    return {
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
        "url": f"{shapes.repository_api(state, repository)}/git/blobs/{sha}",
        "sha": sha,
        "size": len(data),
        "node_id": shapes.node_id("B", int(sha[:8], 16)),
    }


class NewStatus(BaseModel):
    """The body of a new commit status."""

    state: Literal["error", "failure", "pending", "success"]
    target_url: str | None = None
    description: str | None = None
    context: str = "default"


@router.post("/statuses/{sha}", status_code=201)
def create_status(
    state: CurrentState, token: CurrentToken, repository: StatusesWritable, sha: str, body: NewStatus
) -> dict[str, Any]:
    """Mark a commit."""
    if len(sha) != 40 or git.resolve(repository.folder, sha) is None:
        raise ApiError(422, f"No commit found for SHA: {sha}")
    if len(body.description or "") > 140:
        raise ApiError(422, "Validation Failed", ["Description is too long (maximum is 140 characters)"])
    mark = CommitStatus(
        id=state.next_id(), sha=sha, creator=token.login, created_at=now(), **body.model_dump()
    )
    repository.statuses.append(mark)
    return shapes.status(state, repository, mark)
