"""Git data through REST: blobs, refs, branches, commits and commit statuses."""

import base64
import binascii
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import CommitStatus, Repository, now
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.rest.paging import Page
from scripts.localhub.state import State
from scripts.localhub.traffic.access import CurrentState, CurrentToken, needs

router = APIRouter(prefix="/repos/{owner}/{name}")

Readable = Annotated[Repository, Depends(needs("contents", "read"))]
Writable = Annotated[Repository, Depends(needs("contents", "write"))]
StatusesReadable = Annotated[Repository, Depends(needs("statuses", "read"))]
StatusesWritable = Annotated[Repository, Depends(needs("statuses", "write"))]


class NewBlob(BaseModel):
    """The body of a new blob."""

    content: str
    encoding: Literal["utf-8", "base64"] = "utf-8"


@router.post("/git/blobs", status_code=201)
def create_blob(state: CurrentState, repository: Writable, body: NewBlob) -> dict[str, Any]:
    """Store bytes under their SHA."""
    _check_not_empty(repository)
    try:
        data = base64.b64decode(body.content) if body.encoding == "base64" else body.content.encode()
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


@router.get("/git/ref/{ref:path}")
def read_ref(state: CurrentState, repository: Readable, ref: str) -> dict[str, Any]:
    """The commit that a branch points to."""
    _check_not_empty(repository)
    sha = git.resolve(repository.folder, f"refs/{ref}")
    if sha is None:
        raise not_found()
    root = shapes.repository_api(state, repository)
    return {
        "ref": f"refs/{ref}",
        "node_id": shapes.node_id("REF", repository.id),
        "url": f"{root}/git/refs/{ref}",
        "object": {"type": "commit", "sha": sha, "url": f"{root}/git/commits/{sha}"},
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
    if len(sha) != 40:
        raise _no_commit(sha)
    _commit(repository, sha)
    if len(body.description or "") > 140:
        raise ApiError(422, "Validation Failed", ["Description is too long (maximum is 140 characters)"])
    mark = CommitStatus(
        id=state.next_id(), sha=sha, creator=token.login, created_at=now(), **body.model_dump()
    )
    repository.statuses.append(mark)
    return shapes.status(state, repository, mark)


@router.get("/commits/{ref}/statuses")
def list_statuses(
    state: CurrentState, repository: StatusesReadable, page: Page, ref: str
) -> list[dict[str, Any]]:
    """All statuses of a commit, newest first."""
    sha = _commit(repository, ref)
    marks = [mark for mark in reversed(repository.statuses) if mark.sha == sha]
    return [shapes.status(state, repository, mark) for mark in page.cut(marks)]


@router.get("/commits/{ref}/status")
def combined_status(
    state: CurrentState, repository: StatusesReadable, page: Page, ref: str
) -> dict[str, Any]:
    """The newest status of each context and their combination."""
    sha = _commit(repository, ref)
    newest = {mark.context: mark for mark in repository.statuses if mark.sha == sha}
    states = {mark.state for mark in newest.values()}
    combined = "success" if states == {"success"} else "pending"
    root = f"{shapes.repository_api(state, repository)}/commits/{sha}"
    return {
        "state": "failure" if states & {"error", "failure"} else combined,
        "statuses": [shapes.status(state, repository, mark) for mark in page.cut(list(newest.values()))],
        "sha": sha,
        "total_count": len(newest),
        "repository": shapes.minimal_repository(state, repository),
        "commit_url": root,
        "url": f"{root}/status",
    }


@router.get("/branches/{branch:path}")
def read_branch(state: CurrentState, repository: Readable, branch: str) -> dict[str, Any]:
    """A branch with its newest commit."""
    sha = git.resolve(repository.folder, f"refs/heads/{branch}")
    if sha is None:
        raise ApiError(404, "Branch not found")
    here = f"{shapes.repository_api(state, repository)}/branches/{branch}"
    return {
        "name": branch,
        "commit": _commit_shape(state, repository, sha),
        "_links": {"self": here, "html": f"{state.url}/{repository.full_name}/tree/{branch}"},
        "protected": False,
        "protection": {"enabled": False},
        "protection_url": f"{here}/protection",
    }


@router.get("/commits/{ref}")
def read_commit(state: CurrentState, repository: Readable, ref: str) -> dict[str, Any]:
    """One commit."""
    return _commit_shape(state, repository, _commit(repository, ref))


@router.get("/commits")
def list_commits(
    request: Request, state: CurrentState, repository: Readable, page: Page
) -> list[dict[str, Any]]:
    """The history of a branch, newest first."""
    _check_not_empty(repository)
    start = _commit(repository, request.query_params.get("sha") or repository.default_branch)
    shas = git.text(repository.folder, "rev-list", start).split()
    return [_commit_shape(state, repository, sha) for sha in page.cut(shas)]


def _commit_shape(state: State, repository: Repository, sha: str) -> dict[str, Any]:
    """`commit`; author and committer are no accounts."""
    form = "%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B"
    shown = git.text(repository.folder, "show", "-s", f"--format={form}", sha)
    tree, parents, an, ae, at, cn, ce, ct, message = shown.split("\n", 8)
    root, html = shapes.repository_api(state, repository), f"{state.url}/{repository.full_name}"
    here = f"{root}/commits/{sha}"
    return {
        "sha": sha,
        "node_id": shapes.node_id("C", int(sha[:8], 16)),
        "url": here,
        "html_url": f"{html}/commit/{sha}",
        "comments_url": f"{here}/comments",
        "commit": {
            "url": f"{root}/git/commits/{sha}",
            "author": {"name": an, "email": ae, "date": at},
            "committer": {"name": cn, "email": ce, "date": ct},
            "message": message.rstrip("\n"),
            "comment_count": 0,
            "tree": {"sha": tree, "url": f"{root}/git/trees/{tree}"},
        },
        "author": None,
        "committer": None,
        "parents": [
            {"sha": parent, "url": f"{root}/commits/{parent}", "html_url": f"{html}/commit/{parent}"}
            for parent in parents.split()
        ],
    }


def _commit(repository: Repository, ref: str) -> str:
    sha = git.resolve(repository.folder, ref)
    if sha is None:
        raise _no_commit(ref)
    return sha


def _no_commit(ref: str) -> ApiError:
    return ApiError(422, f"No commit found for SHA: {ref}")


def _check_not_empty(repository: Repository) -> None:
    if git.is_empty(repository.folder):
        raise ApiError(409, "Git Repository is empty.")
