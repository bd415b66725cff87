"""Stored objects as GitHub's REST API shows them; each function is named after the schema that it follows."""

import hashlib
from datetime import timedelta
from typing import Any

from scripts.localhub.models import Account, Artifact, CommitStatus, Job, PagesSite, Progress, Repository, Run
from scripts.localhub.models import timestamp as _time
from scripts.localhub.state import State

_REPOSITORY_LINKS = """
archive assignees blobs branches collaborators comments commits compare contents contributors deployments
downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels
languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags
teams trees
"""
_USER_LINKS = "followers following gists starred subscriptions organizations repos events received_events"
_RUN_LINKS = "jobs logs artifacts cancel rerun"
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


def _fields(record: object, names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names.split()}


def _links(root: str, names: str) -> dict[str, str]:
    return {f"{name}_url": f"{root}/{name.replace('git_', 'git/')}" for name in names.split()}


def account(state: State, who: Account) -> dict[str, Any]:
    """`simple-user`."""
    root = f"{state.api_url}/users/{who.login}"
    return {
        **_fields(who, "login id"),
        "node_id": node_id("U", who.id),
        "avatar_url": f"{state.url}/avatars/{who.login}",
        "gravatar_id": "",
        "url": root,
        "html_url": f"{state.url}/{who.login}",
        **_links(root, _USER_LINKS),
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
    root, html = repository_api(state, repo), f"{state.url}/{repo.full_name}"
    changed = _time(repo.pushed_at or repo.created_at)
    return {
        **_fields(repo, "id name full_name private description homepage default_branch"),
        "node_id": node_id("R", repo.id),
        "owner": account(state, repo.owner),
        "visibility": "private" if repo.private else "public",
        "url": root,
        **dict.fromkeys(("html_url", "svn_url"), html),
        **dict.fromkeys(("clone_url", "git_url", "ssh_url"), f"{html}.git"),
        **_links(root, _REPOSITORY_LINKS),
        **dict.fromkeys(_NUMBERS.split(), 0),
        **dict.fromkeys(("language", "license", "mirror_url")),
        **dict.fromkeys(_ON, True),
        **dict.fromkeys(_OFF, False),
        "has_pages": repo.pages is not None,
        "created_at": _time(repo.created_at),
        **dict.fromkeys(("updated_at", "pushed_at"), changed),
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
        "custom_404": False,
        "html_url": state.pages_url(repo),
        "build_type": site.build_type,
        "source": {"branch": site.branch, "path": site.folder},
        **dict.fromkeys(("cname", "protected_domain_state", "pending_domain_unverified_at")),
        **dict.fromkeys(("public", "https_enforced"), True),
    }


def status(state: State, repo: Repository, mark: CommitStatus) -> dict[str, Any]:
    """`status`: one commit status."""
    return {
        **_fields(mark, "id state description target_url context"),
        "url": f"{repository_api(state, repo)}/statuses/{mark.sha}",
        "avatar_url": None,
        "node_id": node_id("SC", mark.id),
        **dict.fromkeys(("created_at", "updated_at"), _time(mark.created_at)),
        "creator": account(state, state.account(mark.creator)),
    }


def workflow_id(path: str) -> int:
    """A number for a workflow file."""
    return int(hashlib.sha256(path.encode()).hexdigest()[:7], 16)


def workflow(state: State, repo: Repository, path: str, name: str) -> dict[str, Any]:
    """`workflow`."""
    number, html = workflow_id(path), f"{state.url}/{repo.full_name}"
    return {
        "id": number,
        "node_id": node_id("W", number),
        "name": name,
        "path": path,
        "state": "disabled_fork" if path in repo.disabled_workflows else "active",
        "created_at": _time(repo.created_at),
        "updated_at": _time(repo.pushed_at or repo.created_at),
        "url": f"{repository_api(state, repo)}/actions/workflows/{number}",
        "html_url": f"{html}/blob/{repo.default_branch}/{path}",
        "badge_url": f"{html}/workflows/{number}/badge.svg",
    }


def run(state: State, record: Run) -> dict[str, Any]:
    """`workflow-run`."""
    api, workflow = repository_api(state, record.repository), workflow_id(record.workflow)
    here = f"{api}/actions/runs/{record.id}"
    actor = account(state, state.account(record.actor))
    return {
        **_fields(record, "id event status conclusion"),
        "name": record.workflow_name,
        "node_id": node_id("WFR", record.id),
        "head_branch": record.branch,
        "head_sha": record.sha,
        "path": record.workflow,
        "display_title": record.title,
        "run_number": record.number,
        "run_attempt": record.attempt,
        "workflow_id": workflow,
        "url": here,
        "html_url": f"{state.url}/{record.repository.full_name}/actions/runs/{record.id}",
        "pull_requests": [],
        "created_at": _time(record.created_at),
        "updated_at": _time(record.updated_at),
        "run_started_at": _time(record.started_at or record.created_at),
        **dict.fromkeys(("actor", "triggering_actor"), actor),
        **_links(here, _RUN_LINKS),
        "check_suite_url": f"{api}/check-suites/{record.id}",
        "workflow_url": f"{api}/actions/workflows/{workflow}",
        "head_commit": _head_commit(record),
        **dict.fromkeys(("repository", "head_repository"), minimal_repository(state, record.repository)),
    }


def _head_commit(record: Run) -> dict[str, Any]:
    person = {"name": "localhub", "email": "localhub@localhost"}
    return {
        **dict.fromkeys(("id", "tree_id"), record.sha),
        **dict.fromkeys(("author", "committer"), person),
        "message": record.title,
        "timestamp": _time(record.created_at),
    }


def job(state: State, record: Run, one: Job) -> dict[str, Any]:
    """`job`, with its steps."""
    api = repository_api(state, record.repository)
    return {
        **_fields(one, "id name run_attempt"),
        "run_id": record.id,
        "run_url": f"{api}/actions/runs/{record.id}",
        "node_id": node_id("CR", one.id),
        "head_sha": record.sha,
        "head_branch": record.branch,
        "url": f"{api}/actions/jobs/{one.id}",
        "html_url": f"{state.url}/{record.repository.full_name}/actions/runs/{record.id}/job/{one.id}",
        "created_at": _time(record.created_at),
        **_progress(one),
        "started_at": _time(one.started_at or record.created_at),
        "steps": [_fields(step, "name number") | _progress(step) for step in one.steps],
        "check_run_url": f"{api}/check-runs/{one.id}",
        "labels": ["ubuntu-latest"],
        **dict.fromkeys(("runner_id", "runner_name", "runner_group_id", "runner_group_name")),
        "workflow_name": record.workflow_name,
    }


def _progress(one: Progress) -> dict[str, Any]:
    times = {"started_at": _time(one.started_at), "completed_at": _time(one.completed_at)}
    return _fields(one, "status conclusion") | times


def artifact(state: State, record: Run, one: Artifact) -> dict[str, Any]:
    """`artifact`."""
    root = f"{repository_api(state, record.repository)}/actions/artifacts/{one.id}"
    return {
        **_fields(one, "id name"),
        "node_id": node_id("A", one.id),
        "size_in_bytes": one.size,
        "url": root,
        "archive_download_url": f"{root}/zip",
        "expired": False,
        **dict.fromkeys(("created_at", "updated_at"), _time(one.created_at)),
        "expires_at": _time(one.created_at + timedelta(days=90)),
        "workflow_run": {"id": record.id, "head_branch": record.branch, "head_sha": record.sha},
    }
