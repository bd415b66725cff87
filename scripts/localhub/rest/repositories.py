"""The user, repositories, and git data through REST: blobs and commit statuses."""

import base64
import binascii
import re
import time
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Request
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Account, CommitStatus, Repository, now
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.state import State
from scripts.localhub.traffic.access import (
    BodyText,
    Context,
    CurrentState,
    CurrentToken,
    Json,
    OptionalToken,
    Page,
    check,
    is_member,
    needs,
    reaches,
    visible,
)
from scripts.localhub.traffic.tokens import Token

router = APIRouter()


def user_token(token: CurrentToken) -> Token:
    """A token of a user; an installation or a job is none."""
    if token.kind in {"app", "job"}:
        raise ApiError(403, token.refusal)
    return token


UserToken = Annotated[Token, Depends(user_token)]
Readable = Annotated[Context, Depends(needs("contents", "read"))]
Writable = Annotated[Context, Depends(needs("contents", "write"))]
StatusesWritable = Annotated[Context, Depends(needs("statuses", "write"))]


@router.get("/user")
def me(state: CurrentState, token: UserToken) -> Json:
    """The user behind the token."""
    return shapes.public_account(state, state.account(token.login))


class NewRepository(BaseModel):
    """What is read of the body of a creation."""

    name: str
    description: str | None = None
    homepage: str | None = None
    private: bool = False


@router.post("/user/repos", status_code=201)
def create_mine(state: CurrentState, token: UserToken, body: NewRepository) -> Json:
    """A repository in the token's own account."""
    check(token, "administration", "write")
    return _create(state, state.account(token.login), body)


@router.post("/orgs/{org}/repos", status_code=201)
def create_in_organization(state: CurrentState, token: CurrentToken, org: str, body: NewRepository) -> Json:
    """A repository in an organisation."""
    owner = state.account(org)
    if owner.kind != "Organization":
        raise not_found()
    member = is_member(state, token.login, owner.login) or token.kind == "app"
    if not member or not token.covers(f"{owner.login}/x"):
        raise ApiError(403, "You need admin access to the organization before adding a repository to it.")
    check(token, "administration", "write")
    if owner.login.lower() in state.closed_organizations:
        message = "Organization members cannot create repositories."
        raise ApiError(403, "Repository creation failed.", [message])
    return _create(state, owner, body)


def _create(state: State, owner: Account, body: NewRepository) -> Json:
    _validate(body)
    time.sleep(state.latency.repository)
    with state.lock:
        if state.repository(owner.login, body.name):
            raise _invalid("name", "name already exists on this account")
        repository = state.create_repository(owner, body.name, private=body.private)
        repository.description, repository.homepage = body.description, body.homepage
    state.faults.created(repository.full_name)
    return shapes.repository(state, repository, admin=True)


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
def read(
    state: CurrentState, token: OptionalToken, repository: Annotated[Repository, Depends(visible)]
) -> Json:
    """One repository."""
    return shapes.repository(state, repository, admin=reaches(state, token, repository))


@router.get("/users/{login}/repos")
def list_of_user(
    request: Request, state: CurrentState, token: OptionalToken, page: Page, login: str
) -> list[Json]:
    """An account's public repositories, by name or by creation."""
    owner, query = state.account(login), request.query_params
    with state.lock:
        found = [r for r in state.repositories.values() if r.owner.login == owner.login and not r.private]
    if query.get("sort") != "created":
        found.sort(key=lambda r: r.key)
    if query.get("direction") == "desc":
        found.reverse()
    return [shapes.repository(state, r, admin=reaches(state, token, r)) for r in page.cut(found)]


@router.post("/repos/{owner}/{name}/git/blobs", status_code=201)
def create_blob(
    at: Writable, content: BodyText, encoding: Annotated[Literal["utf-8", "base64"], Body()] = "utf-8"
) -> Json:
    """Store bytes under their SHA."""
    if git.is_empty(at.repository.folder):
        raise ApiError(409, "Git Repository is empty.")
    data = content.encode()
    if encoding == "base64":
        try:
            data = base64.b64decode(b"".join(data.split()), validate=True)
        except binascii.Error as error:
            raise ApiError(422, "content is not valid Base64") from error
    sha = git.text(at.repository.folder, "hash-object", "-w", "--stdin", data=data)
    return {"url": f"{shapes.repository_api(at.state, at.repository)}/git/blobs/{sha}", "sha": sha}


@router.get("/repos/{owner}/{name}/git/blobs/{sha}")
def read_blob(at: Readable, sha: str) -> Json:
    """A blob, base64 as GitHub gives it: with line breaks."""
    try:
        data = git.git(at.repository.folder, "cat-file", "blob", sha if sha.isalnum() else "-")
    except git.GitError as error:
        raise not_found() from error
    return {
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
        "url": f"{shapes.repository_api(at.state, at.repository)}/git/blobs/{sha}",
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


@router.post("/repos/{owner}/{name}/statuses/{sha}", status_code=201)
def create_status(at: StatusesWritable, sha: str, body: NewStatus) -> Json:
    """Mark a commit."""
    if len(sha) != 40 or git.resolve(at.repository.folder, sha) is None:
        raise ApiError(422, f"No commit found for SHA: {sha}")
    if len(body.description or "") > 140:
        raise ApiError(422, "Validation Failed", ["Description is too long (maximum is 140 characters)"])
    mark = CommitStatus(at.state.next_id(), sha, at.token.login, now(), **body.model_dump())
    at.repository.statuses.append(mark)
    return shapes.status(at.state, at.repository, mark)
