"""Records as GitHub's REST API shows them."""

import hashlib
from typing import Any

from scripts.localhub.records import Account, PagesSite, Repository, Status, stamp
from scripts.localhub.world import World

_REPOSITORY_LINKS = [
    "archive",
    "assignees",
    "blobs",
    "branches",
    "collaborators",
    "comments",
    "commits",
    "compare",
    "contents",
    "contributors",
    "deployments",
    "downloads",
    "events",
    "forks",
    "git_commits",
    "git_refs",
    "git_tags",
    "hooks",
    "issue_comment",
    "issue_events",
    "issues",
    "keys",
    "labels",
    "languages",
    "merges",
    "milestones",
    "notifications",
    "pulls",
    "releases",
    "stargazers",
    "statuses",
    "subscribers",
    "subscription",
    "tags",
    "teams",
    "trees",
]
_USER_LINKS = [
    "followers",
    "following",
    "gists",
    "starred",
    "subscriptions",
    "organizations",
    "repos",
    "events",
    "received_events",
]


_NUMBERS = dict.fromkeys(
    ("forks_count", "stargazers_count", "watchers_count", "open_issues_count", "forks", "watchers",
     "open_issues", "size", "network_count", "subscribers_count"), 0
)  # fmt: skip
_SWITCHES = dict.fromkeys(("has_issues", "has_projects", "has_wiki", "has_downloads"), True) | dict.fromkeys(
    ("fork", "archived", "disabled", "is_template", "has_discussions"), False
)


def node_id(kind: str, number: int) -> str:
    """An opaque identifier, the same for the same thing."""
    return f"{kind}_{hashlib.sha256(f'{kind}{number}'.encode()).hexdigest()[:12]}"


def account(world: World, who: Account) -> dict[str, Any]:
    """`simple-user`."""
    root = f"{world.api_url}/users/{who.login}"
    links = {f"{name}_url": f"{root}/{name}" for name in _USER_LINKS}
    return {
        "login": who.login,
        "id": who.id,
        "node_id": node_id("U", who.id),
        "avatar_url": f"{world.url}/avatars/{who.login}",
        "gravatar_id": "",
        "url": root,
        "html_url": f"{world.url}/{who.login}",
        **links,
        "type": who.kind,
        "site_admin": False,
    }


def public_account(world: World, who: Account) -> dict[str, Any]:
    """`public-user`: what GET /users/{login} and GET /user give."""
    mine = [r for r in world.repositories.values() if r.owner.login == who.login and not r.private]
    empty = dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio"))
    times = {"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z"}
    counts = {"public_repos": len(mine), "public_gists": 0, "followers": 0, "following": 0}
    return account(world, who) | empty | counts | times


def repository(world: World, repo: Repository, *, admin: bool) -> dict[str, Any]:
    """`repository` and `full-repository`: the same but for what hangs on it."""
    root = f"{world.api_url}/repos/{repo.full_name}"
    html = f"{world.url}/{repo.full_name}"
    links = {f"{name}_url": f"{root}/{name.replace('git_', 'git/')}" for name in _REPOSITORY_LINKS}
    rights = dict.fromkeys(("admin", "maintain", "push", "triage"), admin) | {"pull": True}
    return {
        "id": repo.id,
        "node_id": node_id("R", repo.id),
        "name": repo.name,
        "full_name": repo.full_name,
        "owner": account(world, repo.owner),
        "private": repo.private,
        "visibility": "private" if repo.private else "public",
        "description": repo.description,
        "homepage": repo.homepage,
        "language": None,
        "license": None,
        "mirror_url": None,
        "topics": [],
        "default_branch": repo.default_branch,
        "url": root,
        "html_url": html,
        "clone_url": f"{html}.git",
        "git_url": f"{html}.git",
        "ssh_url": f"{html}.git",
        "svn_url": html,
        **links,
        **_NUMBERS,
        **_SWITCHES,
        "has_pages": repo.pages is not None,
        "created_at": stamp(repo.created_at),
        "updated_at": stamp(repo.pushed_at or repo.created_at),
        "pushed_at": stamp(repo.pushed_at or repo.created_at),
        "permissions": rights,
    }


def pages(world: World, repo: Repository, site: PagesSite) -> dict[str, Any]:
    """`page`."""
    last = site.deployments[-1].state if site.deployments else None
    states = {None: None, "succeed": "built", "deployment_failed": "errored"}
    return {
        "url": f"{world.api_url}/repos/{repo.full_name}/pages",
        "status": states.get(last, "building"),
        "cname": None,
        "custom_404": False,
        "html_url": world.pages_url(repo),
        "build_type": site.build_type,
        "source": {"branch": site.branch, "path": site.folder},
        "public": True,
        "protected_domain_state": None,
        "pending_domain_unverified_at": None,
        "https_enforced": True,
    }


def status(world: World, repo: Repository, mark: Status) -> dict[str, Any]:
    """`status`: one commit status."""
    return {
        "url": f"{world.api_url}/repos/{repo.full_name}/statuses/{mark.sha}",
        "avatar_url": None,
        "id": mark.id,
        "node_id": node_id("SC", mark.id),
        "state": mark.state,
        "description": mark.description,
        "target_url": mark.target_url,
        "context": mark.context,
        "created_at": stamp(mark.created_at),
        "updated_at": stamp(mark.created_at),
        "creator": account(world, world.account(mark.creator)),
    }


def minimal_repository(world: World, repo: Repository) -> dict[str, Any]:
    """`minimal-repository`, as it hangs on a run."""
    whole = repository(world, repo, admin=False)
    return {key: value for key, value in whole.items() if key != "permissions"} | {
        "hooks_url": whole["hooks_url"]
    }
