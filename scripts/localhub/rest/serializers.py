"""Stored objects as GitHub's REST API shows them."""

import hashlib
from typing import Any

from scripts.localhub.models import Account, CommitStatus, PagesSite, Repository, timestamp
from scripts.localhub.state import State

_REPOSITORY_LINKS = """
archive assignees blobs branches collaborators comments commits compare contents contributors deployments
downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels
languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags
teams trees
"""
_USER_LINKS = "followers following gists starred subscriptions organizations repos events received_events"
_NUMBERS = """
forks_count stargazers_count watchers_count open_issues_count forks watchers open_issues size network_count
subscribers_count
"""
_ON = ("has_issues", "has_projects", "has_wiki", "has_downloads")
_OFF = ("fork", "archived", "disabled", "is_template", "has_discussions")


def node_id(kind: str, number: int) -> str:
    """An opaque identifier, the same for the same object."""
    return f"{kind}_{hashlib.sha256(f'{kind}{number}'.encode()).hexdigest()[:12]}"


def repository_api(state: State, repo: Repository) -> str:
    """The root of a repository's REST addresses."""
    return f"{state.api_url}/repos/{repo.full_name}"


def account(state: State, who: Account) -> dict[str, Any]:
    """`simple-user`."""
    root = f"{state.api_url}/users/{who.login}"
    return {
        "login": who.login,
        "id": who.id,
        "node_id": node_id("U", who.id),
        "avatar_url": f"{state.url}/avatars/{who.login}",
        "gravatar_id": "",
        "url": root,
        "html_url": f"{state.url}/{who.login}",
        **{f"{name}_url": f"{root}/{name}" for name in _USER_LINKS.split()},
        "type": who.kind,
        "site_admin": False,
    }


def public_account(state: State, who: Account) -> dict[str, Any]:
    """`public-user`: the answer of GET /user."""
    empty = dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio"))
    times = dict.fromkeys(("created_at", "updated_at"), "2020-01-01T00:00:00Z")
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    return account(state, who) | empty | counts | times


def minimal_repository(state: State, repo: Repository) -> dict[str, Any]:
    """`minimal-repository`, as it is embedded in a run."""
    root = repository_api(state, repo)
    html = f"{state.url}/{repo.full_name}"
    changed = timestamp(repo.pushed_at or repo.created_at)
    return {
        "id": repo.id,
        "node_id": node_id("R", repo.id),
        "name": repo.name,
        "full_name": repo.full_name,
        "owner": account(state, repo.owner),
        "private": repo.private,
        "visibility": "private" if repo.private else "public",
        "description": repo.description,
        "homepage": repo.homepage,
        "default_branch": repo.default_branch,
        "url": root,
        "html_url": html,
        **dict.fromkeys(("clone_url", "git_url", "ssh_url"), f"{html}.git"),
        **{f"{name}_url": f"{root}/{name.replace('git_', 'git/')}" for name in _REPOSITORY_LINKS.split()},
        **dict.fromkeys(_NUMBERS.split(), 0),
        **dict.fromkeys(("language", "license", "mirror_url")),
        "svn_url": html,
        **dict.fromkeys(_ON, True),
        **dict.fromkeys(_OFF, False),
        "has_pages": repo.pages is not None,
        "created_at": timestamp(repo.created_at),
        "updated_at": changed,
        "pushed_at": changed,
    }


def repository(state: State, repo: Repository, *, admin: bool) -> dict[str, Any]:
    """`repository` and `full-repository`."""
    rights = dict.fromkeys(("admin", "maintain", "push", "triage"), admin) | {"pull": True}
    return minimal_repository(state, repo) | {"permissions": rights}


def pages(state: State, repo: Repository, site: PagesSite) -> dict[str, Any]:
    """`page`."""
    last = site.deployments[-1].state if site.deployments else None
    states = {None: None, "succeed": "built", "deployment_failed": "errored"}
    return {
        "url": f"{repository_api(state, repo)}/pages",
        "status": states.get(last, "building"),
        "cname": None,
        "custom_404": False,
        "html_url": state.pages_url(repo),
        "build_type": site.build_type,
        "source": {"branch": site.branch, "path": site.folder},
        "public": True,
        "protected_domain_state": None,
        "pending_domain_unverified_at": None,
        "https_enforced": True,
    }


def status(state: State, repo: Repository, mark: CommitStatus) -> dict[str, Any]:
    """`status`: one commit status."""
    created = timestamp(mark.created_at)
    return {
        "url": f"{repository_api(state, repo)}/statuses/{mark.sha}",
        "avatar_url": None,
        "id": mark.id,
        "node_id": node_id("SC", mark.id),
        "state": mark.state,
        "description": mark.description,
        "target_url": mark.target_url,
        "context": mark.context,
        "created_at": created,
        "updated_at": created,
        "creator": account(state, state.account(mark.creator)),
    }
