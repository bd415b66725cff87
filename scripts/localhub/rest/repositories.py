"""Creating, reading and listing repositories."""

import re
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from scripts.localhub import git
from scripts.localhub import serializers as shapes
from scripts.localhub.errors import ApiError, invalid, not_found
from scripts.localhub.paging import page
from scripts.localhub.records import Account, Repository, now
from scripts.localhub.traffic.access import (
    bearer,
    belongs,
    permitted,
    reaches,
    refused,
    signed_in,
    visible,
    world_of,
)
from scripts.localhub.traffic.tokens import Token
from scripts.localhub.traffic.waiting import wait

router = APIRouter()


class NewRepository(BaseModel):
    """What we read of the body of a creation."""

    name: str
    description: str | None = None
    homepage: str | None = None
    private: bool = False
    auto_init: bool = False


@router.post("/user/repos", status_code=201)
def create_mine(request: Request, body: NewRepository) -> dict[str, Any]:
    """A repository in the token's own account."""
    token = signed_in(request)
    world = world_of(request)
    if token.kind in {"app", "job"}:
        raise ApiError(403, token.refusal)
    if not token.allows("administration", "write"):
        raise refused(token, "administration", "write")
    return _create(request, world.account(token.login), body)


@router.post("/orgs/{org}/repos", status_code=201)
def create_in_organization(request: Request, org: str, body: NewRepository) -> dict[str, Any]:
    """A repository in an organisation."""
    token = signed_in(request)
    world = world_of(request)
    owner = world.account(org)
    if owner.kind != "Organization":
        raise not_found()
    _check_membership(request, token, owner)
    return _create(request, owner, body)


def _check_membership(request: Request, token: Token, owner: Account) -> None:
    world = world_of(request)
    mine = belongs(world, token.login, owner.login) or token.kind == "app"
    if not mine or not token.covers(f"{owner.login}/x"):
        raise ApiError(403, "You need admin access to the organization before adding a repository to it.")
    if not token.allows("administration", "write"):
        raise refused(token, "administration", "write")
    if owner.login.lower() in world.closed_organizations:
        raise ApiError(
            403, "Repository creation failed.", ["Organization members cannot create repositories."]
        )


def _create(request: Request, owner: Account, body: NewRepository) -> dict[str, Any]:
    world = world_of(request)
    _check(body)
    wait(world.latency.repository)
    with world.lock:
        if world.repository(owner.login, body.name):
            raise _invalid("name already exists on this account", "name")
        repository = world.create_repository(owner, body.name, private=body.private)
    with world.changing(repository):
        repository.description, repository.homepage = body.description, body.homepage
    if body.auto_init:
        _first_commit(repository)
    return shapes.repository(world, repository, admin=True)


def _check(body: NewRepository) -> None:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", body.name) or body.name in {".", ".."}:
        raise _invalid("name is invalid", "name")
    if len(body.description or "") > 350:
        raise _invalid("description cannot be more than 350 characters", "description")
    if re.search(r"[\x00-\x1f\x7f]", body.description or ""):
        raise _invalid("description control characters are not allowed", "description")


def _invalid(message: str, field: str) -> ApiError:
    error = invalid("Repository", field, message)
    error.body["message"] = "Repository creation failed."
    return error


def _first_commit(repository: Repository) -> None:
    readme = git.git(
        repository.folder, "hash-object", "-w", "--stdin", data=f"# {repository.name}\n".encode()
    )
    entry = b"100644 blob " + readme.strip() + b"\tREADME.md\n"
    tree = git.git(repository.folder, "mktree", data=entry).decode().strip()
    commit = git.git(repository.folder, "commit-tree", tree, data=b"Initial commit\n").decode().strip()
    git.git(repository.folder, "update-ref", f"refs/heads/{repository.default_branch}", commit)


@router.get("/repos/{owner}/{name}")
def read(request: Request, owner: str, name: str) -> dict[str, Any]:
    """One repository."""
    world = world_of(request)
    repository = visible(request, owner, name)
    return shapes.repository(world, repository, admin=reaches(world, bearer(request), repository))


class Changes(BaseModel):
    """What we read of the body of an edit."""

    description: str | None = None
    homepage: str | None = None


@router.patch("/repos/{owner}/{name}")
def edit(request: Request, owner: str, name: str, body: Changes) -> dict[str, Any]:
    """Change description or homepage."""
    world = world_of(request)
    repository = permitted(request, owner, name, "administration", "write")
    with world.changing(repository):
        for field in body.model_fields_set:
            setattr(repository, field, getattr(body, field))
    return shapes.repository(world, repository, admin=True)


@router.delete("/repos/{owner}/{name}", status_code=204)
def delete(request: Request, owner: str, name: str) -> Response:
    """Remove a repository from sight; its folder stays for people to look at."""
    world = world_of(request)
    repository = permitted(request, owner, name, "administration", "write")
    with world.lock:
        del world.repositories[repository.full_name.lower()]
    repository.folder.rename(repository.folder.with_name(f"{repository.name}.{now():%H%M%S%f}.deleted"))
    return Response(status_code=204)


@router.get("/users/{login}/repos")
def list_of_user(request: Request, response: Response, login: str) -> list[dict[str, Any]]:
    """An account's public repositories."""
    world = world_of(request)
    return _listing(request, response, [r for r in _owned(request, world.account(login)) if not r.private])


@router.get("/orgs/{org}/repos")
def list_of_organization(request: Request, response: Response, org: str) -> list[dict[str, Any]]:
    """An organisation's repositories, as far as the caller sees them."""
    world = world_of(request)
    token = bearer(request)
    seen = [r for r in _owned(request, world.account(org)) if not r.private or reaches(world, token, r)]
    return _listing(request, response, seen)


@router.get("/user/repos")
def list_mine(request: Request, response: Response) -> list[dict[str, Any]]:
    """The repositories of the token's own account."""
    token = signed_in(request)
    return _listing(request, response, _owned(request, world_of(request).account(token.login)))


def _owned(request: Request, owner: Account) -> list[Repository]:
    return [r for r in list(world_of(request).repositories.values()) if r.owner.login == owner.login]


def _listing(request: Request, response: Response, found: list[Repository]) -> list[dict[str, Any]]:
    world = world_of(request)
    query = request.query_params
    key = {"created": lambda r: (r.created_at, r.id), "full_name": lambda r: r.full_name.lower()}.get(
        query.get("sort", "full_name"), lambda r: (r.pushed_at or r.created_at, r.id)
    )
    downwards = (
        query.get("direction", "asc" if query.get("sort", "full_name") == "full_name" else "desc") == "desc"
    )
    found = sorted(found, key=key, reverse=downwards)
    token = bearer(request)
    shown = page(request, response, found)
    return [shapes.repository(world, r, admin=reaches(world, token, r)) for r in shown]
