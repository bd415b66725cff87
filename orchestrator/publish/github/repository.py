"""The target repository and its Pages site, created with as few calls as GitHub allows."""

import re

from orchestrator.errors import PublishError
from orchestrator.publish.errors import (
    FORBIDDEN,
    OrganisationForbids,
    PagesUnavailable,
    PermissionMissing,
    Refused,
    TokenRefused,
)
from orchestrator.publish.github.api import Api, GitHubBusy, Reply
from orchestrator.runtime.deadline import Deadline

DEFAULT_BRANCH = "main"


def create_repository(
    api: Api, owner: str, name: str, description: str, homepage: str, grace: Deadline | None
) -> str | None:
    """Create the public repository; returns its default branch, or None if the name is in use already.

    Asks first whose token it is, because `POST /user/repos` creates in the token's account whatever `owner`
    says. The token of a GitHub App has no account and creates in the organisation; until the end of `grace`
    it may be too fresh to be known.

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
    path = "/user/repos" if _token_belongs_to(api, owner) else f"/orgs/{owner}/repos"
    reply = api.call("POST", path, body, what=what, grace=grace, repeat={403, 404})
    if reply.status == 201:
        return str(reply.fields.get("default_branch") or DEFAULT_BRANCH)
    if reply.status == 422 and "already exists" in reply.message:
        return None
    if reply.status == 404 and path != "/user/repos" and not _missing_scopes(reply):
        reason = f"TARGET_OWNER {owner} is neither the account of TARGET_TOKEN nor an organisation open to it"
        raise Refused(what, reason)
    raise refusal(api, what, owner, reply)


def enable_pages(api: Api, owner: str, name: str, grace: Deadline | None = None) -> None:
    """Have Pages published by a workflow; an existing site stays as it is.

    Raises:
        PublishError: GitHub refuses or is out of order.
    """
    what = f"enable Pages for {owner}/{name}"
    path = f"/repos/{owner}/{name}/pages"
    reply = api.call("POST", path, {"build_type": "workflow"}, what=what, grace=grace)
    if reply.status == 201 or (reply.status == 409 and "already" in reply.message):
        return
    if reply.status == 409:
        raise GitHubBusy(what, f"GitHub answered 409: {api.masked(reply.message)}")
    if re.search(r"(?i)\bplan\b|upgrade", reply.message):
        raise PagesUnavailable(f"{owner}/{name}", api.masked(reply.message))
    raise refusal(api, what, owner, reply)


def is_private(api: Api, owner: str, name: str) -> bool:
    """Whether only its owners see the repository."""
    reply = api.call("GET", f"/repos/{owner}/{name}", what=f"look up {owner}/{name}")
    return reply.fields.get("private") is True


def refusal(api: Api, what: str, owner: str, reply: Reply) -> PublishError:
    """The error for an answer that refuses."""
    message = api.masked(reply.message)
    if reply.status == 401:
        return TokenRefused(what)
    if FORBIDDEN.search(message):
        return OrganisationForbids(what, owner, message)
    permission = reply.headers.get("x-accepted-github-permissions")
    if reply.status in {403, 404} and permission:
        return PermissionMissing(what, f"the permission {permission}")
    if reply.status in {403, 404} and _missing_scopes(reply):
        return PermissionMissing(what, f"the scope {_missing_scopes(reply)}")
    if "not accessible by" in message:
        return PermissionMissing(what, "a permission for it")
    return Refused(what, f"GitHub answered {reply.status}: {message}")


def _token_belongs_to(api: Api, owner: str) -> bool:
    what = "look up the owner of TARGET_TOKEN"
    reply = api.call("GET", "/user", what=what)
    if reply.status in {403, 404}:
        return False
    if "login" not in reply.fields:
        raise refusal(api, what, owner, reply)
    return str(reply.fields["login"]).lower() == owner.lower()


def _missing_scopes(reply: Reply) -> str:
    """The scopes of which one is needed and none is granted; empty where scopes are not the reason."""
    needed = {scope.strip() for scope in reply.headers.get("x-accepted-oauth-scopes", "").split(",")} - {""}
    given = {scope.strip() for scope in reply.headers.get("x-oauth-scopes", "").split(",")}
    return " or ".join(sorted(needed)) if needed and not needed & given else ""
