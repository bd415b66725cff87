"""The target repository: there when we need it, made with as few calls as GitHub allows."""

import re

from orchestrator.errors import PublishError
from orchestrator.publish.api import Api, Reply
from orchestrator.publish.errors import (
    FORBIDDEN,
    OrganisationForbids,
    PagesUnavailable,
    PermissionMissing,
    Refused,
    TokenRefused,
)

DEFAULT_BRANCH = "main"


def create(api: Api, owner: str, name: str, description: str, homepage: str) -> str | None:
    """Create the public repository; its default branch, or None if the name is in use already.

    Asks first whose token it is, because `POST /user/repos` creates in the account of the token, whatever
    `owner` says: one read. An installation's token has no account and goes to the organisation.

    Raises:
        PublishError: GitHub refuses or is out of order.
    """
    what = f"create the repository {owner}/{name}"
    body = {
        "name": name,
        "description": description,
        "homepage": homepage,
        "private": False,
        "has_wiki": False,
    }
    path = "/user/repos" if _token_is_of(api, owner) else f"/orgs/{owner}/repos"
    reply = api.call("POST", path, body, what=what)
    if reply.status == 201:
        return str(reply.fields.get("default_branch") or DEFAULT_BRANCH)
    if reply.status == 422 and "already exists" in reply.message:
        return None
    if reply.status == 404 and path != "/user/repos" and not _scopes(reply):
        raise Refused(
            what,
            f"TARGET_OWNER {owner} is neither the account of TARGET_TOKEN nor an organisation open to it",
        )
    raise refusal(api, what, owner, reply)


def enable_pages(api: Api, owner: str, name: str) -> None:
    """Have Pages published by a workflow; a site that is there already stays as it is.

    Raises:
        PublishError: GitHub refuses or is out of order.
    """
    what = f"enable Pages for {owner}/{name}"
    reply = api.call("POST", f"/repos/{owner}/{name}/pages", {"build_type": "workflow"}, what=what)
    if reply.status not in {201, 409}:
        if re.search(r"(?i)\bplan\b|upgrade", reply.message):
            raise PagesUnavailable(f"{owner}/{name}", api.masked(reply.message))
        raise refusal(api, what, owner, reply)


def is_private(api: Api, owner: str, name: str) -> bool:
    """Whether only its owners see the repository."""
    reply = api.call("GET", f"/repos/{owner}/{name}", what=f"look at {owner}/{name}")
    return reply.fields.get("private") is True


def refusal(api: Api, what: str, owner: str, reply: Reply) -> PublishError:
    """The error that a refusing answer stands for."""
    said = api.masked(reply.message)
    if reply.status == 401:
        return TokenRefused(what)
    if FORBIDDEN.search(said):
        return OrganisationForbids(what, owner, said)
    permission = reply.headers.get("x-accepted-github-permissions")
    if reply.status in {403, 404} and permission:
        return PermissionMissing(what, f"the permission {permission}")
    if reply.status in {403, 404} and _scopes(reply):
        return PermissionMissing(what, f"the scope {_scopes(reply)}")
    if "not accessible by" in said:
        return PermissionMissing(what, "a permission for it")
    return Refused(what, f"GitHub answered {reply.status}: {said}")


def _token_is_of(api: Api, owner: str) -> bool:
    what = "ask whose TARGET_TOKEN is"
    reply = api.call("GET", "/user", what=what)
    if reply.status in {403, 404}:
        return False
    if "login" not in reply.fields:
        raise refusal(api, what, owner, reply)
    return str(reply.fields["login"]).lower() == owner.lower()


def _scopes(reply: Reply) -> str:
    """The scopes of which one is needed and none is there; empty where scopes are not the reason."""
    needed = {scope.strip() for scope in reply.headers.get("x-accepted-oauth-scopes", "").split(",")} - {""}
    given = {scope.strip() for scope in reply.headers.get("x-oauth-scopes", "").split(",")}
    return " or ".join(sorted(needed)) if needed and not needed & given else ""
