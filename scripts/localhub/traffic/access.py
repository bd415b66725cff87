"""Authentication and authorisation of REST calls and git, as dependencies of the endpoints."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Repository
from scripts.localhub.state import State
from scripts.localhub.traffic.tokens import Level, Token

ADMIN = frozenset({"administration", "pages"})
"""Permissions that need an owner's rights, not only a collaborator's."""


def state_of(request: Request) -> State:
    """The state that this server serves."""
    state: State = request.app.state.hub
    return state


def token_value(request: Request) -> str | None:
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


def optional_token(request: Request) -> Token | None:
    """The token of the request, or None without one.

    Raises:
        ApiError: 401 for a token that is unknown or has expired.
    """
    value = token_value(request)
    if value is None:
        return None
    token = state_of(request).tokens.get(value)
    if token is None:
        raise ApiError(401, "Bad credentials")
    return token


def required_token(request: Request) -> Token:
    """The token, which must be there.

    Raises:
        ApiError: 401.
    """
    token = optional_token(request)
    if token is None:
        raise ApiError(401, "Requires authentication")
    return token


def is_member(state: State, login: str, owner: str) -> bool:
    """Whether a user is the owner or one of its members."""
    account = state.accounts.get(owner.lower())
    return login.lower() == owner.lower() or bool(account and login in account.members)


def reaches(state: State, token: Token | None, repository: Repository) -> bool:
    """Whether a token was made for a repository, whatever it may do there."""
    if token is None:
        return False
    own = token.kind != "classic" or is_member(state, token.login, repository.owner.login)
    return own and token.covers(repository.full_name)


def visible(request: Request, owner: str, name: str) -> Repository:
    """A repository that the caller may see.

    Raises:
        ApiError: 404, also for a private one that the caller may not see.
    """
    state = state_of(request)
    token = optional_token(request)
    repository = state.repository(owner, name)
    if repository and not repository.private:
        return repository
    if repository and token and reaches(state, token, repository) and token.allows("metadata", "read"):
        return repository
    raise not_found()


def permitted(request: Request, owner: str, name: str, permission: str, level: Level) -> Repository:
    """A repository in which the caller has a permission.

    Raises:
        ApiError: 404 if the caller may not see it, 401 without a token, 403 with one that does not suffice;
            a classic token without its scope gets 404, as on GitHub.
    """
    repository = visible(request, owner, name)
    if level == "read" and not repository.private:
        return repository
    token = required_token(request)
    if reaches(state_of(request), token, repository):
        check(token, permission, level)
        return repository
    if token.kind != "classic":
        raise _lacks(token, permission, "write")
    raise ApiError(403, "Must have admin rights to Repository.") if permission in ADMIN else not_found()


def check(token: Token, permission: str, level: Level) -> None:
    """Require that a token grants a permission.

    Raises:
        ApiError: it does not; a header names the permission that is missing.
    """
    if not token.allows(permission, level):
        raise _lacks(token, permission, level)


def _lacks(token: Token, permission: str, level: Level) -> ApiError:
    if token.kind == "classic":
        return ApiError(404, "Not Found", headers={"X-Accepted-OAuth-Scopes": token.scope_for(permission)})
    return ApiError(403, token.refusal, headers={"X-Accepted-GitHub-Permissions": f"{permission}={level}"})


def needs(permission: str, level: Level) -> Callable[[Request, str, str], Repository]:
    """A dependency: the repository of the route, if the caller has this permission in it."""

    def dependency(request: Request, owner: str, name: str) -> Repository:
        return permitted(request, owner, name, permission, level)

    return dependency


CurrentState = Annotated[State, Depends(state_of)]
CurrentToken = Annotated[Token, Depends(required_token)]
OptionalToken = Annotated[Token | None, Depends(optional_token)]
