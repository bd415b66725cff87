"""The user, and creating, reading and listing repositories."""

import re
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Account, Repository
from scripts.localhub.rest import serializers as shapes
from scripts.localhub.rest.paging import Page
from scripts.localhub.state import State
from scripts.localhub.traffic.access import (
    CurrentState,
    CurrentToken,
    OptionalToken,
    check,
    is_member,
    reaches,
    visible,
)
from scripts.localhub.traffic.tokens import Token

router = APIRouter()

Visible = Annotated[Repository, Depends(visible)]


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


class NewRepository(BaseModel):
    """What is read of the body of a creation."""

    name: str
    description: str | None = None
    homepage: str | None = None
    private: bool = False


@router.post("/user/repos", status_code=201)
def create_mine(
    request: Request, state: CurrentState, token: UserToken, body: NewRepository
) -> dict[str, Any]:
    """A repository in the token's own account."""
    check(token, "administration", "write")
    return _create(request, state, state.account(token.login), body)


@router.post("/orgs/{org}/repos", status_code=201)
def create_in_organization(
    request: Request, state: CurrentState, token: CurrentToken, org: str, body: NewRepository
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
    return _create(request, state, owner, body)


def _create(request: Request, state: State, owner: Account, body: NewRepository) -> dict[str, Any]:
    _validate(body)
    time.sleep(state.latency.repository)
    with state.lock:
        if state.repository(owner.login, body.name):
            raise _invalid("name", "name already exists on this account")
        repository = state.create_repository(owner, body.name, private=body.private)
        repository.description, repository.homepage = body.description, body.homepage
    request.app.state.faults.created(repository.full_name)
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


@router.get("/repos/{owner}/{name}")
def read(state: CurrentState, token: OptionalToken, repository: Visible) -> dict[str, Any]:
    """One repository."""
    return shapes.repository(state, repository, admin=reaches(state, token, repository))


@router.get("/users/{login}/repos")
def list_of_user(
    request: Request, state: CurrentState, token: OptionalToken, page: Page, login: str
) -> list[dict[str, Any]]:
    """An account's public repositories, by name or by creation."""
    owner, query = state.account(login), request.query_params
    with state.lock:
        found = [r for r in state.repositories.values() if r.owner.login == owner.login and not r.private]
    if query.get("sort") != "created":
        found.sort(key=lambda r: r.key)
    if query.get("direction") == "desc":
        found.reverse()
    return [shapes.repository(state, r, admin=reaches(state, token, r)) for r in page.cut(found)]
