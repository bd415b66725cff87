"""Authentication and authorisation of REST calls and git, as dependencies of the endpoints."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import Body, Depends, Request, Response

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Repository
from scripts.localhub.state import State
from scripts.localhub.traffic.tokens import NO_TOKEN, Level, Token

if TYPE_CHECKING:
    from scripts.localhub.actions.engine import Engine

Item = TypeVar("Item")
Json = dict[str, Any]

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


def optional_token(request: Request) -> Token:
    """The token of the request, or NO_TOKEN; 401 for one that is unknown or has expired."""
    value = token_value(request)
    token = NO_TOKEN if value is None else state_of(request).tokens.get(value)
    if token is None:
        raise ApiError(401, "Bad credentials")
    return token


def required_token(request: Request) -> Token:
    """The token; 401 without one."""
    token = optional_token(request)
    if token is NO_TOKEN:
        raise ApiError(401, "Requires authentication")
    return token


def is_member(state: State, login: str, owner: str) -> bool:
    """Whether a user is the owner or one of its members."""
    account = state.accounts.get(owner.lower())
    return login.lower() == owner.lower() or bool(account and login in account.members)


def reaches(state: State, token: Token, repository: Repository) -> bool:
    """Whether a token was made for a repository, whatever it may do there."""
    own = token.kind != "classic" or is_member(state, token.login, repository.owner.login)
    return own and token.covers(repository.full_name)


def visible(request: Request, owner: str, name: str) -> Repository:
    """A repository that the caller may see; 404 otherwise, whether it exists or not."""
    state, token = state_of(request), optional_token(request)
    repository = state.repository(owner, name)
    if repository is None:
        raise not_found()
    if repository.private and not (reaches(state, token, repository) and token.allows("metadata", "read")):
        raise not_found()
    return repository


def permitted(request: Request, owner: str, name: str, permission: str, level: Level) -> Repository:
    """A repository in which the caller has a permission.

    404 if the caller may not see it, 401 without a token, 403 with one that does not suffice; a classic token
    without its scope gets 404, as on GitHub.
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
    """Require that a token grants a permission; a header of the refusal names the one that is missing."""
    if not token.allows(permission, level):
        raise _lacks(token, permission, level)


def _lacks(token: Token, permission: str, level: Level) -> ApiError:
    if token.kind == "classic":
        return ApiError(404, "Not Found", headers={"X-Accepted-OAuth-Scopes": token.scope_for(permission)})
    return ApiError(403, token.refusal, headers={"X-Accepted-GitHub-Permissions": f"{permission}={level}"})


@dataclass(frozen=True)
class Paging:
    """The page of a listing that the query asks for; 30 items on a page by default, 100 at most."""

    request: Request
    response: Response
    per_page: int = 30
    page: int = 1

    def cut(self, items: Sequence[Item]) -> list[Item]:
        """The items of the page; the Link header of the answer points to the other pages."""
        size, page = min(100, max(1, self.per_page)), max(1, self.page)
        last = max(1, -(-len(items) // size))
        links = {"next": page + 1, "last": last} if page < last else {}
        links |= {"first": 1, "prev": page - 1} if page > 1 else {}
        url = self.request.url
        if links:
            texts = [f'<{url.include_query_params(page=n)}>; rel="{rel}"' for rel, n in links.items()]
            self.response.headers["Link"] = ", ".join(texts)
        return list(items[(page - 1) * size : page * size])


Page = Annotated[Paging, Depends()]


@dataclass(frozen=True)
class Context:
    """One call below a repository in which the caller has the permission that it takes."""

    request: Request
    state: State
    token: Token
    repository: Repository
    page: Paging

    @property
    def engine(self) -> "Engine":
        """The Actions service."""
        engine: Engine = self.request.app.state.engine
        return engine

    def query(self, name: str) -> str | None:
        """A parameter of the query."""
        return self.request.query_params.get(name)


def needs(permission: str, level: Level) -> Callable[[Request, Page, str, str], Context]:
    """A dependency: the call, if the caller has this permission in the repository of the route."""

    def dependency(request: Request, page: Page, owner: str, name: str) -> Context:
        repository = permitted(request, owner, name, permission, level)
        return Context(request, state_of(request), optional_token(request), repository, page)

    return dependency


BodyText = Annotated[str, Body(embed=True)]
"""One text of a request's JSON body."""

CurrentState = Annotated[State, Depends(state_of)]
CurrentToken = Annotated[Token, Depends(required_token)]
OptionalToken = Annotated[Token, Depends(optional_token)]
