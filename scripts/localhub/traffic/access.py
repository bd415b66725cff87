"""Authentication and authorisation of REST calls and git, as dependencies of the endpoints."""

import base64
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import Body, Depends, Request, Response

from scripts.localhub.errors import ApiError, not_found
from scripts.localhub.models import Repository, Run
from scripts.localhub.state import State
from scripts.localhub.traffic.tokens import NO_TOKEN, Level, Token

if TYPE_CHECKING:
    from scripts.localhub.actions.engine import Engine

Item = TypeVar("Item")
Json = dict[str, Any]

ADMIN = frozenset({"administration", "pages"})
"""Permissions that need an owner's rights, not only a collaborator's."""


def state_of(request: Request) -> State:
    """The state of the stand-in that was asked."""
    state: State = request.state.engine.state
    return state


def token_of(request: Request) -> Token | None:
    """The token in the Authorization header, in any form that GitHub takes; None for an unknown one."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        with suppress(ValueError):
            value = base64.b64decode(value, validate=True).decode().partition(":")[2]
    elif scheme.lower() not in {"bearer", "token"}:
        return NO_TOKEN
    return state_of(request).tokens.get(value.strip())


class Context:
    """One call: who makes it, what the stand-in holds, and the repository of its route if it has one."""

    repository: Repository

    def __init__(self, request: Request, response: Response, per_page: int = 30, page: int = 1) -> None:
        """Find out who calls; 401 for a token that is unknown or has expired."""
        self.request, self.response = request, response
        self.size, self.number = min(100, max(1, per_page)), max(1, page)
        self.engine: Engine = request.state.engine
        self.state = state_of(request)
        token = token_of(request)
        if token is None:
            raise ApiError(401, "Bad credentials")
        self.token = token

    def signed_in(self) -> Token:
        """The token; 401 without one."""
        if self.token is NO_TOKEN:
            raise ApiError(401, "Requires authentication")
        return self.token

    def check(self, permission: str, level: Level) -> None:
        """Require that the token grants a permission; a header of the refusal names the missing one."""
        if not self.token.allows(permission, level):
            raise self._lacks(permission, level)

    def is_member(self, owner: str) -> bool:
        """Whether the user is the owner or one of its members."""
        account, login = self.state.accounts.get(owner.lower()), self.token.login
        return login.lower() == owner.lower() or bool(account and login in account.members)

    def reaches(self, repository: Repository) -> bool:
        """Whether the token was made for a repository, whatever it may do there."""
        own = self.token.kind != "classic" or self.is_member(repository.owner.login)
        return own and self.token.covers(repository.full_name)

    def visible(self, owner: str, name: str) -> Repository:
        """A repository that the caller may see; 404 otherwise, whether it exists or not."""
        found = self.state.repository(owner, name)
        if found and (not found.private or (self.reaches(found) and self.token.allows("metadata", "read"))):
            return found
        raise not_found()

    def permitted(self, owner: str, name: str, permission: str, level: Level) -> Repository:
        """A repository in which the caller has a permission.

        404 if the caller may not see it, 401 without a token, 403 with one that does not suffice; a classic
        token without its scope gets 404, as on GitHub.
        """
        repository = self.visible(owner, name)
        if level == "read" and not repository.private:
            return repository
        if self.signed_in() and self.reaches(repository):
            self.check(permission, level)
            return repository
        if self.token.kind != "classic":
            raise self._lacks(permission, "write")
        raise ApiError(403, "Must have admin rights to Repository.") if permission in ADMIN else not_found()

    def run(self, number: int) -> Run:
        """A run of the repository, or 404."""
        found = self.state.runs.get(number)
        if found is None or found.repository is not self.repository:
            raise not_found()
        return found

    def query(self, name: str) -> str | None:
        """A parameter of the query."""
        return self.request.query_params.get(name)

    def page(self, items: Sequence[Item]) -> list[Item]:
        """The items of the page that the query asks for; a header of the answer points to the other pages."""
        size, page = self.size, self.number
        last = max(1, -(-len(items) // size))
        links = {"next": page + 1, "last": last} if page < last else {}
        links |= {"first": 1, "prev": page - 1} if page > 1 else {}
        url = self.request.url
        if links:
            texts = [f'<{url.include_query_params(page=n)}>; rel="{rel}"' for rel, n in links.items()]
            self.response.headers["Link"] = ", ".join(texts)
        return list(items[(page - 1) * size : page * size])

    def _lacks(self, permission: str, level: Level) -> ApiError:
        token = self.token
        if token.kind == "classic":
            return ApiError(
                404, "Not Found", headers={"X-Accepted-OAuth-Scopes": token.scope_for(permission)}
            )
        return ApiError(
            403, token.refusal, headers={"X-Accepted-GitHub-Permissions": f"{permission}={level}"}
        )


At = Annotated[Context, Depends()]
CurrentState = Annotated[State, Depends(state_of)]


def _in_repository(permission: str, level: Level) -> Any:  # noqa: ANN401 # as FastAPI types its Depends
    def dependency(at: At, owner: str, name: str) -> Context:
        at.repository = at.permitted(owner, name, permission, level)
        return at

    return Depends(dependency)


Visible = Annotated[Context, _in_repository("metadata", "read")]
"""A call below a repository that the caller may see; the others need the permission that they name."""
ContentsRead = Annotated[Context, _in_repository("contents", "read")]
ContentsWrite = Annotated[Context, _in_repository("contents", "write")]
StatusesWrite = Annotated[Context, _in_repository("statuses", "write")]
PagesRead = Annotated[Context, _in_repository("pages", "read")]
PagesWrite = Annotated[Context, _in_repository("pages", "write")]
AdministrationWrite = Annotated[Context, _in_repository("administration", "write")]
ActionsRead = Annotated[Context, _in_repository("actions", "read")]
ActionsWrite = Annotated[Context, _in_repository("actions", "write")]
ChecksRead = Annotated[Context, _in_repository("checks", "read")]
SecretsRead = Annotated[Context, _in_repository("secrets", "read")]
SecretsWrite = Annotated[Context, _in_repository("secrets", "write")]
VariablesWrite = Annotated[Context, _in_repository("variables", "write")]

BodyText = Annotated[str, Body(embed=True)]
"""One text of a request's JSON body."""
