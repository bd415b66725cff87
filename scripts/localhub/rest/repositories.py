"""Accounts, the rate limit, and creating, reading and listing repositories."""

import re
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.git_server import commands as git
from scripts.localhub.models import Account, Repository, now
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.rest.paging import Page
from scripts.localhub.state import State
from scripts.localhub.traffic.access import (
    CurrentState,
    CurrentToken,
    OptionalToken,
    check,
    is_member,
    needs,
    reaches,
    visible,
)
from scripts.localhub.traffic.tokens import Token

router = APIRouter()

Visible = Annotated[Repository, Depends(visible)]
Administrable = Annotated[Repository, Depends(needs("administration", "write"))]


def user_token(token: CurrentToken) -> Token:
    """A token of a user; an installation or a job is none."""
    if token.kind in {"app", "job"}:
        raise ApiError(403, token.refusal)
    return token


UserToken = Annotated[Token, Depends(user_token)]


@router.get("/user")
def me(state: CurrentState, token: UserToken) -> dict[str, Any]:
    """The user behind the token."""
    return shapes.public_account(state, state.account(token.login))


@router.get("/users/{login}")
def user(state: CurrentState, login: str) -> dict[str, Any]:
    """Any account."""
    return shapes.public_account(state, state.account(login))


@router.get("/rate_limit")
def rate_limit(request: Request, token: OptionalToken) -> dict[str, Any]:
    """What is left; asking is free."""
    core: dict[str, Any] = request.app.state.limits.core(token)
    search = core | {"limit": 30, "remaining": 30, "used": 0}
    return {"resources": {"core": core, "search": search}, "rate": core}


class NewRepository(BaseModel):
    """What is read of the body of a creation."""

    name: str
    description: str | None = None
    homepage: str | None = None
    private: bool = False
    auto_init: bool = False


@router.post("/user/repos", status_code=201)
def create_mine(state: CurrentState, token: UserToken, body: NewRepository) -> dict[str, Any]:
    """A repository in the token's own account."""
    check(token, "administration", "write")
    return _create(state, state.account(token.login), body)


@router.post("/orgs/{org}/repos", status_code=201)
def create_in_organization(
    state: CurrentState, token: CurrentToken, org: str, body: NewRepository
) -> dict[str, Any]:
    """A repository in an organisation."""
    owner = state.account(org)
    if owner.kind != "Organization":
        raise not_found()
    member = is_member(state, token.login, owner.login) or token.kind == "app"
    if not member or not token.covers(f"{owner.login}/x"):
        raise ApiError(403, "You need admin access to the organization before adding a repository to it.")
    check(token, "administration", "write")
    if owner.login.lower() in state.closed_organizations:
        raise _failed(403, "Organization members cannot create repositories.")
    return _create(state, owner, body)


def _create(state: State, owner: Account, body: NewRepository) -> dict[str, Any]:
    _validate(body)
    time.sleep(state.latency.repository)
    with state.lock:
        if state.repository(owner.login, body.name):
            raise _invalid("name", "name already exists on this account")
        repository = state.create_repository(owner, body.name, private=body.private)
        repository.description, repository.homepage = body.description, body.homepage
    if body.auto_init:
        _first_commit(repository)
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
    return _failed(422, {"resource": "Repository", "code": "custom", "field": field, "message": message})


def _failed(status: int, error: dict[str, str] | str) -> ApiError:
    return ApiError(status, "Repository creation failed.", [error])


def _first_commit(repository: Repository) -> None:
    folder = repository.folder
    readme = git.text(folder, "hash-object", "-w", "--stdin", data=f"# {repository.name}\n".encode())
    tree = git.text(folder, "mktree", data=f"100644 blob {readme}\tREADME.md\n".encode())
    commit = git.text(folder, "commit-tree", tree, data=b"Initial commit\n")
    git.git(folder, "update-ref", f"refs/heads/{repository.default_branch}", commit)


@router.get("/repos/{owner}/{name}")
def read(state: CurrentState, token: OptionalToken, repository: Visible) -> dict[str, Any]:
    """One repository."""
    return shapes.repository(state, repository, admin=reaches(state, token, repository))


class Changes(BaseModel):
    """What is read of the body of an edit."""

    description: str | None = None
    homepage: str | None = None


@router.patch("/repos/{owner}/{name}")
def edit(state: CurrentState, repository: Administrable, body: Changes) -> dict[str, Any]:
    """Change description or homepage."""
    with state.lock:
        for field, value in body.model_dump(exclude_unset=True).items():
            setattr(repository, field, value)
    return shapes.repository(state, repository, admin=True)


@router.delete("/repos/{owner}/{name}", status_code=204)
def delete(state: CurrentState, repository: Administrable) -> Response:
    """Remove a repository; its folder is kept under another name."""
    with state.lock:
        del state.repositories[repository.key]
    repository.folder.rename(repository.folder.with_name(f"{repository.name}.{now():%H%M%S%f}.deleted"))
    return Response(status_code=204)


@router.get("/user/repos")
def list_mine(request: Request, state: CurrentState, token: CurrentToken, page: Page) -> list[dict[str, Any]]:
    """The repositories of the token's own account."""
    return _listing(request, state, token, page, token.login, private=True)


@router.get("/users/{login}/repos")
def list_of_user(
    request: Request, state: CurrentState, token: OptionalToken, page: Page, login: str
) -> list[dict[str, Any]]:
    """An account's public repositories."""
    return _listing(request, state, token, page, login, private=False)


@router.get("/orgs/{login}/repos")
def list_of_organization(
    request: Request, state: CurrentState, token: OptionalToken, page: Page, login: str
) -> list[dict[str, Any]]:
    """An organisation's repositories that the caller may see."""
    return _listing(request, state, token, page, login, private=True)


def _listing(
    request: Request, state: State, token: Token | None, page: Page, login: str, *, private: bool
) -> list[dict[str, Any]]:
    owner = state.account(login)
    found = [r for r in list(state.repositories.values()) if r.owner.login == owner.login]
    seen = [r for r in found if not r.private or (private and reaches(state, token, r))]
    query = request.query_params
    sort = query.get("sort", "full_name")
    downwards = query.get("direction", "asc" if sort == "full_name" else "desc") == "desc"
    seen.sort(key=lambda r: _sort_key(r, sort), reverse=downwards)
    return [shapes.repository(state, r, admin=reaches(state, token, r)) for r in page.cut(seen)]


def _sort_key(repository: Repository, sort: str) -> tuple[Any, ...]:
    if sort == "full_name":
        return (repository.key,)
    created = repository.created_at
    return (created if sort == "created" else repository.pushed_at or created, repository.id)
