"""Whether a token can do all that publishing needs, found out without changing anything.

Classic tokens name their scopes in a header. The others are tried with invalid requests: GitHub looks at the
permission first, and answers 422 or 404 if it is there. `workflows` cannot be tried in this way.
"""

from orchestrator.publish.github.api import Api, Reply

SCOPES = ("repo", "workflow")

_PROBES = {
    "contents": ("git/blobs", {"content": "*", "encoding": "base64"}),
    "pages": ("pages", {}),
    "statuses": (f"statuses/{'0' * 40}", {"state": "invalid"}),
    "actions": ("actions/runs/0/cancel", None),
}
"""Permission → path below a repository, and an invalid body."""


def token_problems(api: Api, owner: str, repository: str, server: str) -> list[str]:
    """Everything that the token of `api` lacks to publish for `owner`, each with the page where it is mended.

    `repository` (OWNER/NAME) is an existing one of `owner`, or empty if none is known.

    Raises:
        GitHubBusy: outage or rate limit until the deadline.
    """
    user = api.call("GET", "/user", what="look up the account of TARGET_TOKEN")
    if user.status == 401:
        new = f"{server}/settings/tokens/new?scopes=repo,workflow"
        return [f"GitHub does not accept it (unknown, revoked or expired); make a new one at {new}"]
    problems = []
    scopes = user.headers.get("x-oauth-scopes")
    missing = [] if scopes is None else [scope for scope in SCOPES if scope not in scopes.split(", ")]
    if missing:
        problems.append(f"it lacks the scope {' and '.join(missing)}; add it at {server}/settings/tokens")
    problems += _creation_problems(api, str(user.fields.get("login", "")), owner, server, scopes)
    if scopes is None and repository:
        lacking = _lacking_permissions(api, repository)
        edit = f"{server}/settings/personal-access-tokens"
        problems += [f"it lacks the permission {name}; grant it at {edit}" for name in lacking]
    return problems


def _creation_problems(api: Api, login: str, owner: str, server: str, scopes: str | None) -> list[str]:
    path = "/user/repos" if login.lower() == owner.lower() else f"/orgs/{owner}/repos"
    reply = api.call("POST", path, {"name": ""}, what=f"try to create a repository of {owner}")
    if reply.status == 404 and path != "/user/repos":
        return [f"{owner} (TARGET_OWNER) is neither its account {login} nor an organisation open to it"]
    if scopes is not None and path == "/user/repos":
        return []  # the scopes have said it
    if _is_missing(reply):
        edit = f"{server}/settings/personal-access-tokens"
        return [
            f"it may not create repositories of {owner}: grant the permission administration=write at {edit}"
        ]
    return []


def _lacking_permissions(api: Api, repository: str) -> list[str]:
    replies = {
        name: api.call("POST", f"/repos/{repository}/{path}", body, what=f"try the permission {name}")
        for name, (path, body) in _PROBES.items()
    }
    if all(reply.status in {403, 404} for reply in replies.values()):
        return [f"for {repository} (choose Repository access: All repositories)"]
    return [f"{name}=write" for name, reply in replies.items() if _is_missing(reply)]


def _is_missing(reply: Reply) -> bool:
    return reply.status == 403
