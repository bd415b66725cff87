"""Who asks, and whether he may: authentication and authorisation of REST calls and git."""

import base64
import binascii

from starlette.requests import Request

from scripts.localhub.errors import ApiError, bad_credentials, not_found, requires_authentication
from scripts.localhub.records import Repository, now
from scripts.localhub.traffic.tokens import Level, Token
from scripts.localhub.world import World

ADMIN = frozenset({"administration", "pages"})
"""Permissions that need an owner's rights, not only a collaborator's."""


def world_of(request: Request) -> World:
    """The state that this server serves."""
    world: World = request.app.state.world
    return world


def presented(request: Request) -> str | None:
    """The token in the Authorization header, in any of the forms that GitHub takes."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "token"}:
        return value.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def bearer(request: Request) -> Token | None:
    """The token that the request bears, or None without one.

    Raises:
        ApiError: 401 for a token that is unknown or has expired.
    """
    value = presented(request)
    if value is None:
        return None
    token = world_of(request).tokens.get(value)
    if token is None or (token.expires_at and token.expires_at <= now()):
        raise bad_credentials()
    return token


def signed_in(request: Request) -> Token:
    """The token, which must be there.

    Raises:
        ApiError: 401.
    """
    token = bearer(request)
    if token is None:
        raise requires_authentication()
    return token


def belongs(world: World, login: str, owner: str) -> bool:
    """Whether a user is the owner or one of its members."""
    account = world.accounts.get(owner.lower())
    return login.lower() == owner.lower() or bool(account and login in account.members)


def reaches(world: World, token: Token | None, repository: Repository) -> bool:
    """Whether a token was made for a repository, whatever it may do there."""
    if token is None:
        return False
    mine = token.kind != "classic" or belongs(world, token.login, repository.owner.login)
    return mine and token.covers(repository.full_name)


def visible(request: Request, owner: str, name: str) -> Repository:
    """A repository that the caller may see.

    Raises:
        ApiError: 404, also for a private one that he may not see.
    """
    world = world_of(request)
    token = bearer(request)
    repository = world.repository(owner, name)
    if repository is None or (repository.private and not reaches(world, token, repository)):
        raise not_found()
    return repository


def permitted(request: Request, owner: str, name: str, permission: str, level: Level) -> Repository:
    """A repository in which the caller has a permission.

    Raises:
        ApiError: 404 if he may not see it, 401 without a token, 403 with one that does not suffice; a
            classic token without its scope gets 404, as GitHub does.
    """
    repository = visible(request, owner, name)
    if level == "read" and not repository.private:
        return repository
    token = signed_in(request)
    if not reaches(world_of(request), token, repository):
        raise _foreign(token, permission)
    if not token.allows(permission, level):
        raise refused(token, permission, level)
    return repository


def refused(token: Token, permission: str, level: Level) -> ApiError:
    """The answer to a token that lacks a permission; it names the one that is missing."""
    if token.kind == "classic":
        scope = "workflow" if permission == "workflows" else "repo"
        return ApiError(404, "Not Found", headers={"X-Accepted-OAuth-Scopes": scope})
    return ApiError(403, token.refusal, headers={"X-Accepted-GitHub-Permissions": f"{permission}={level}"})


def _foreign(token: Token, permission: str) -> ApiError:
    if token.kind != "classic":
        return refused(token, permission, "write")
    return ApiError(403, "Must have admin rights to Repository.") if permission in ADMIN else not_found()
