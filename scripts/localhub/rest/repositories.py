"""The user, repositories, and git data through REST: blobs and commit statuses."""

import base64
import binascii
import re
import time
from typing import Annotated, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Account, now
from scripts.localhub.rest import shapes
from scripts.localhub.traffic.access import (
    At,
    BodyText,
    ContentsRead,
    ContentsWrite,
    Context,
    Json,
    StatusesWrite,
    Visible,
)

router = APIRouter()


def _user(at: Context) -> Account:
    """The user behind the token; an installation or a job is none."""
    if at.signed_in().kind in {"app", "job"}:
        raise ApiError(403, at.token.refusal)
    return at.state.account(at.token.login)


@router.get("/user")
def me(at: At) -> Json:
    """The user behind the token."""
    return shapes.shape("public-user", at.state, who=_user(at))


class NewRepository(BaseModel):
    """What is read of the body of a creation."""

    name: str
    description: str | None = None
    homepage: str | None = None
    private: bool = False


@router.post("/user/repos", status_code=201)
def create_mine(at: At, body: NewRepository) -> Json:
    """A repository in the token's own account."""
    owner = _user(at)
    at.check("administration", "write")
    return _create(at, owner, body)


@router.post("/orgs/{org}/repos", status_code=201)
def create_in_organization(at: At, org: str, body: NewRepository) -> Json:
    """A repository in an organisation."""
    token, owner = at.signed_in(), at.state.account(org)
    if owner.kind != "Organization":
        raise not_found()
    member = at.is_member(owner.login) or token.kind == "app"
    if not member or not token.covers(f"{owner.login}/x"):
        raise ApiError(403, "You need admin access to the organization before adding a repository to it.")
    at.check("administration", "write")
    if owner.login.lower() in at.state.closed_organizations:
        message = "Organization members cannot create repositories."
        raise ApiError(403, "Repository creation failed.", [message])
    return _create(at, owner, body)


def _create(at: Context, owner: Account, body: NewRepository) -> Json:
    _validate(body)
    time.sleep(at.state.latency.repository)
    with at.state.lock:
        if at.state.repository(owner.login, body.name):
            raise _invalid("name", "name already exists on this account")
        repository = at.state.create_repository(owner, body.name, private=body.private)
        repository.description, repository.homepage = body.description, body.homepage
    at.state.faults.created(repository.full_name)
    return shapes.repository(at.state, repository, admin=True)


def _validate(body: NewRepository) -> None:
    description = body.description or ""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", body.name) or body.name in {".", ".."}:
        raise _invalid("name", "name is invalid")
    if len(description) > 350:
        raise _invalid("description", "description cannot be more than 350 characters")
    if re.search(r"[\x00-\x1f\x7f]", description):
        raise _invalid("description", "description control characters are not allowed")


def _invalid(field: str, message: str) -> ApiError:
    error = {"resource": "Repository", "code": "custom", "field": field, "message": message}
    return ApiError(422, "Repository creation failed.", [error])


@router.get("/repos/{owner}/{name}")
def read(at: Visible) -> Json:
    """One repository."""
    return shapes.repository(at.state, at.repository, admin=at.reaches(at.repository))


@router.get("/users/{login}/repos")
def list_of_user(at: At, login: str, sort: str = "full_name", direction: str = "asc") -> list[Json]:
    """An account's public repositories, by name or by creation."""
    owner = at.state.account(login)
    with at.state.lock:
        found = [r for r in at.state.repositories.values() if r.owner.login == owner.login and not r.private]
    if sort != "created":
        found.sort(key=lambda r: r.key)
    if direction == "desc":
        found.reverse()
    return [shapes.repository(at.state, r, admin=at.reaches(r)) for r in at.page(found)]


@router.post("/repos/{owner}/{name}/git/blobs", status_code=201)
def create_blob(
    at: ContentsWrite, content: BodyText, encoding: Annotated[Literal["utf-8", "base64"], Body()] = "utf-8"
) -> Json:
    """Store bytes under their SHA."""
    if git.resolve(at.repository.folder, at.repository.default_branch) is None:
        raise ApiError(409, "Git Repository is empty.")
    data = content.encode()
    if encoding == "base64":
        try:
            data = base64.b64decode(b"".join(data.split()), validate=True)
        except binascii.Error as error:
            raise ApiError(422, "content is not valid Base64") from error
    sha = git.text(at.repository.folder, "hash-object", "-w", "--stdin", data=data)
    return {"url": _blob_url(at, sha), "sha": sha}


def _blob_url(at: Context, sha: str) -> str:
    return f"{at.state.api_url}/repos/{at.repository.full_name}/git/blobs/{sha}"


@router.get("/repos/{owner}/{name}/git/blobs/{sha}")
def read_blob(at: ContentsRead, sha: str) -> Json:
    """A blob, base64 as GitHub gives it: with line breaks."""
    try:
        data = git.git(at.repository.folder, "cat-file", "blob", sha if sha.isalnum() else "-")
    except git.GitError as error:
        raise not_found() from error
    return {
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
        "url": _blob_url(at, sha),
        "sha": sha,
        "size": len(data),
        "node_id": f"B_{sha}",
    }


class NewStatus(BaseModel):
    """The body of a new commit status."""

    state: Literal["error", "failure", "pending", "success"]
    target_url: str | None = None
    description: str | None = None
    context: str = "default"


@router.post("/repos/{owner}/{name}/statuses/{sha}", status_code=201)
def create_status(at: StatusesWrite, sha: str, body: NewStatus) -> Json:
    """Mark a commit."""
    if len(sha) != 40 or git.resolve(at.repository.folder, sha) is None:
        raise ApiError(422, f"No commit found for SHA: {sha}")
    if len(body.description or "") > 140:
        raise ApiError(422, "Validation Failed", ["Description is too long (maximum is 140 characters)"])
    creator, number = shapes.account(at.state, at.state.account(at.token.login)), at.state.next_id()
    mark = shapes.shape(
        "status", at.state, at.repository, mark=body, sha=sha, id=number, now=now(), creator=creator
    )
    at.repository.statuses.append(mark)
    return mark
