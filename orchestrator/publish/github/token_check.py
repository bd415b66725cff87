"""Whether a token can do all that publishing needs, found out without changing anything.

Classic tokens name their scopes in a header. The others are tried with invalid requests: GitHub looks at the
permission first, and answers 422 or 404 if it is there. `workflows` cannot be tried in this way.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from orchestrator.publish.github.api import Api, Reply

SCOPES = ("repo", "workflow")

Probe = tuple[str, str, dict[str, Any] | None]
"""Method, path below a repository, and an invalid body."""

CONTENTS: Probe = ("POST", "git/blobs", {"content": "*", "encoding": "base64"})
_PROBES: Mapping[str, Probe] = {
    "contents=write": CONTENTS,
    "pages=write": ("POST", "pages", {}),
    "statuses=write": ("POST", f"statuses/{'0' * 40}", {"state": "invalid"}),
    "actions=write": ("POST", "actions/runs/0/cancel", None),
}


def token_problems(api: Api, owner: str, repository: str, server: str) -> list[str]:
    """Everything that the token of `api` lacks to publish for `owner`, each with the page where it is mended.

    `repository` (OWNER/NAME) is an existing one of `owner`, or empty if none is known.

    Raises:
        GitHubBusy: outage or rate limit until the deadline.
    """
    user = look_up_account(api)
    problems = account_problems(user, server)
    if user.status == 401:
        return problems
    scopes = user.headers.get("x-oauth-scopes")
    problems += _creation_problems(api, str(user.fields.get("login", "")), owner, server, scopes)
    if scopes is None and repository:
        problems += permission_problems(api, repository, server, _PROBES)
    return problems


def look_up_account(api: Api) -> Reply:
    """GitHub's answer to `GET /user`, the cheapest call that tells a wrong token from a right one."""
    return api.call("GET", "/user", what="look up the account of the token")


def account_problems(user: Reply, server: str, scopes: Sequence[str] = SCOPES) -> list[str]:
    """What the answer to `GET /user` says of a token: whether it is accepted, and a classic one's scopes."""
    if user.status == 401:
        new = f"{server}/settings/tokens/new?scopes=repo,workflow"
        return [f"GitHub does not accept it (unknown, revoked or expired); make a new one at {new}"]
    granted = user.headers.get("x-oauth-scopes")
    missing = [] if granted is None else [scope for scope in scopes if scope not in granted.split(", ")]
    names = " and ".join(missing)
    return [f"it lacks the scope {names}; add it at {server}/settings/tokens"] if missing else []


def permission_problems(api: Api, repository: str, server: str, probes: Mapping[str, Probe]) -> list[str]:
    """The permissions, named by `probes`, that the token of `api` lacks in a repository."""
    replies = {
        name: api.call(method, f"/repos/{repository}/{path}", body, what=f"try the permission {name}")
        for name, (method, path, body) in probes.items()
    }
    lacking = [name for name, reply in replies.items() if reply.status == 403]
    if all(reply.status in {403, 404} for reply in replies.values()):
        lacking = [f"for {repository} (choose Repository access: All repositories)"]
    edit = f"{server}/settings/personal-access-tokens"
    return [f"it lacks the permission {name}; grant it at {edit}" for name in lacking]


def _creation_problems(api: Api, login: str, owner: str, server: str, scopes: str | None) -> list[str]:
    path = "/user/repos" if login.lower() == owner.lower() else f"/orgs/{owner}/repos"
    reply = api.call("POST", path, {"name": ""}, what=f"try to create a repository of {owner}")
    if reply.status == 404 and path != "/user/repos":
        return [f"{owner} (TARGET_OWNER) is neither its account {login} nor an organisation open to it"]
    if scopes is not None and path == "/user/repos":
        return []  # the scopes have said it
    if reply.status == 403:
        edit = f"grant the permission administration=write at {server}/settings/personal-access-tokens"
        return [f"it may not create repositories of {owner}: {edit}"]
    return []
