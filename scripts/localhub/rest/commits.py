"""Git data through REST: blobs, refs, branches and commit statuses."""

import base64
import binascii
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from scripts.localhub import git
from scripts.localhub import serializers as shapes
from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.paging import page
from scripts.localhub.records import Repository, Status, now
from scripts.localhub.traffic.access import permitted, signed_in, world_of

router = APIRouter(prefix="/repos/{owner}/{name}")


class NewBlob(BaseModel):
    """The body of a new blob."""

    content: str
    encoding: Literal["utf-8", "base64"] = "utf-8"


@router.post("/git/blobs", status_code=201)
def create_blob(request: Request, owner: str, name: str, body: NewBlob) -> dict[str, Any]:
    """Store bytes under their SHA."""
    repository = permitted(request, owner, name, "contents", "write")
    _check_not_empty(repository)
    try:
        data = base64.b64decode(body.content) if body.encoding == "base64" else body.content.encode()
    except binascii.Error as error:
        raise ApiError(422, "content is not valid Base64") from error
    sha = git.git(repository.folder, "hash-object", "-w", "--stdin", data=data).decode().strip()
    return {"url": f"{_root(request, repository)}/git/blobs/{sha}", "sha": sha}


@router.get("/git/blobs/{sha}")
def read_blob(request: Request, owner: str, name: str, sha: str) -> dict[str, Any]:
    """A blob, base64 as GitHub gives it: with line breaks."""
    repository = permitted(request, owner, name, "contents", "read")
    try:
        data = git.git(repository.folder, "cat-file", "blob", sha if sha.isalnum() else "-")
    except git.GitFailed as error:
        raise not_found() from error
    return {
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
        "url": f"{_root(request, repository)}/git/blobs/{sha}",
        "sha": sha,
        "size": len(data),
        "node_id": shapes.node_id("B", int(sha[:8], 16)),
    }


@router.get("/git/ref/{ref:path}")
def read_ref(request: Request, owner: str, name: str, ref: str) -> dict[str, Any]:
    """What a branch points to."""
    repository = permitted(request, owner, name, "contents", "read")
    _check_not_empty(repository)
    sha = git.resolve(repository.folder, f"refs/{ref}")
    if sha is None:
        raise not_found()
    root = _root(request, repository)
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
def create_status(request: Request, owner: str, name: str, sha: str, body: NewStatus) -> dict[str, Any]:
    """Mark a commit."""
    repository = permitted(request, owner, name, "statuses", "write")
    world = world_of(request)
    if len(sha) != 40 or git.resolve(repository.folder, sha) is None:
        raise ApiError(422, f"No commit found for SHA: {sha}")
    if len(body.description or "") > 140:
        raise ApiError(422, "Validation Failed", ["Description is too long (maximum is 140 characters)"])
    mark = Status(
        world.next_id(), sha, body.state, body.context, body.description, body.target_url,
        signed_in(request).login, now(),
    )  # fmt: skip
    with world.changing(repository):
        repository.statuses.append(mark)
    return shapes.status(world, repository, mark)


@router.get("/commits/{ref}/statuses")
def list_statuses(
    request: Request, response: Response, owner: str, name: str, ref: str
) -> list[dict[str, Any]]:
    """All statuses of a commit, newest first."""
    repository = permitted(request, owner, name, "statuses", "read")
    sha = _commit(repository, ref)
    marks = [mark for mark in reversed(repository.statuses) if mark.sha == sha]
    return [shapes.status(world_of(request), repository, mark) for mark in page(request, response, marks)]


@router.get("/commits/{ref}/status")
def combined_status(request: Request, response: Response, owner: str, name: str, ref: str) -> dict[str, Any]:
    """The newest status of each context and what they come to."""
    repository = permitted(request, owner, name, "statuses", "read")
    world = world_of(request)
    sha = _commit(repository, ref)
    newest = {mark.context: mark for mark in repository.statuses if mark.sha == sha}
    states = {mark.state for mark in newest.values()}
    state = "failure" if states & {"error", "failure"} else "success" if states == {"success"} else "pending"
    root = f"{_root(request, repository)}/commits/{sha}"
    return {
        "state": state,
        "statuses": [
            shapes.status(world, repository, m) for m in page(request, response, list(newest.values()))
        ],
        "sha": sha,
        "total_count": len(newest),
        "repository": shapes.minimal_repository(world, repository),
        "commit_url": root,
        "url": f"{root}/status",
    }


@router.get("/branches/{branch:path}")
def read_branch(request: Request, owner: str, name: str, branch: str) -> dict[str, Any]:
    """A branch with its head; the parts of the commit that nobody asks for are bare."""
    repository = permitted(request, owner, name, "contents", "read")
    sha = git.resolve(repository.folder, f"refs/heads/{branch}")
    if sha is None:
        raise ApiError(404, "Branch not found")
    here = f"{_root(request, repository)}/branches/{branch}"
    return {
        "name": branch,
        "commit": commit_shape(request, repository, sha),
        "_links": {"self": here, "html": f"{world_of(request).url}/{repository.full_name}/tree/{branch}"},
        "protected": False,
        "protection": {"enabled": False},
        "protection_url": f"{here}/protection",
    }


@router.get("/commits/{ref}")
def read_commit(request: Request, owner: str, name: str, ref: str) -> dict[str, Any]:
    """One commit."""
    repository = permitted(request, owner, name, "contents", "read")
    return commit_shape(request, repository, _commit(repository, ref))


@router.get("/commits")
def list_commits(request: Request, response: Response, owner: str, name: str) -> list[dict[str, Any]]:
    """The history of a branch, newest first."""
    repository = permitted(request, owner, name, "contents", "read")
    _check_not_empty(repository)
    start = _commit(repository, request.query_params.get("sha") or repository.default_branch)
    shas = git.git(repository.folder, "rev-list", start).decode().split()
    return [commit_shape(request, repository, sha) for sha in page(request, response, shas)]


def commit_shape(request: Request, repository: Repository, sha: str) -> dict[str, Any]:
    """`commit`."""
    form = "%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B"
    shown = git.git(repository.folder, "show", "-s", f"--format={form}", sha).decode(errors="replace")
    tree, parents, an, ae, at, cn, ce, ct, message = shown.split("\n", 8)
    root, html = _root(request, repository), f"{world_of(request).url}/{repository.full_name}"
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
            {"sha": p, "url": f"{root}/commits/{p}", "html_url": f"{html}/commit/{p}"}
            for p in parents.split()
        ],
    }


def _commit(repository: Repository, ref: str) -> str:
    sha = git.resolve(repository.folder, ref)
    if sha is None:
        raise ApiError(422, f"No commit found for SHA: {ref}")
    return sha


def _check_not_empty(repository: Repository) -> None:
    if not git.heads(repository.folder):
        raise ApiError(409, "Git Repository is empty.")


def _root(request: Request, repository: Repository) -> str:
    return f"{world_of(request).api_url}/repos/{repository.full_name}"
