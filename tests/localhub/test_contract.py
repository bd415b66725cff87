"""The stand-in against GitHub's own description of its REST API."""

import re
from pathlib import Path

import pytest

from scripts.localhub import Hub
from scripts.localhub.calls import Call as Call_
from scripts.localhub.contract import compare
from scripts.localhub.description import Description, load
from scripts.localhub.recorder import Exchange
from scripts.localhub.rest import ROUTERS
from tests.localhub.conftest import Call, Push, head

CACHE = Path(__file__).resolve().parents[2] / ".cache"
SOURCE = CACHE / "npm/node_modules/@octokit/openapi/generated/api.github.com.json"

ENDPOINTS = {
    f"{method} {re.sub(':path}', '}', route.path)}"
    for router in ROUTERS
    for route in router.routes
    for method in getattr(route, "methods", ())
}


@pytest.fixture(scope="module")
def description() -> Description:
    if not SOURCE.is_file():
        pytest.skip("@octokit/openapi is not installed under .cache/npm")
    return load(SOURCE, ENDPOINTS, CACHE / "localhub")


def test_every_endpoint_is_one_of_githubs(description: Description) -> None:
    assert {re.sub(r"\{[^}]+\}", "{}", endpoint) for endpoint in ENDPOINTS} == set(description.operations)


WORKFLOW = """
name: work
on:
  repository_dispatch: {types: [task]}
  workflow_dispatch: {inputs: {task: {type: string}}}
jobs:
  first:
    runs-on: ubuntu-latest
    steps:
      - run: echo done > file
      - uses: actions/upload-artifact@v1
        with: {name: result, path: file}
  second:
    runs-on: ubuntu-latest
    needs: first
    steps: [{run: exit 1}]
"""


def test_requests_and_responses_are_as_github_describes_them(
    hub: Hub, call: Call, push: Push, description: Description, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.recorder.active = True
    hub.add_organization("acme", ["owner"])
    for step in (_accounts, _repositories, _commits, _pages, _actions, _refusals):
        step(hub, call, push)
    report = compare(description, hub.recorder.exchanges)
    with capsys.disabled():
        print(f"\n{report.table()}")
    assert report.violations == []
    assert set(report.responses) == set(description.operations) - APPS


def test_a_wrong_request_and_a_wrong_response_are_found(description: Description) -> None:
    call = Call_(
        "content", "POST /repos/{owner}/{name}/git/blobs", "/api/v3/repos/a/b/git/blobs", 201, "", 0.1
    )
    spoilt = Exchange(call, "colour=red", b'{"text": "hi"}', b'{"url": "https://a.example/", "sha": 1}')
    assert compare(description, [spoilt]).violations == [
        "POST /repos/{}/{}/git/blobs 201: response: sha: 1 is not of type 'string'",
        "POST /repos/{}/{}/git/blobs 201: request: no query parameter 'colour'",
        "POST /repos/{}/{}/git/blobs 201: request: : 'content' is a required property",
    ]


APPS = {f"GET /{kind}/installation" for kind in ("users/{}", "orgs/{}", "repos/{}/{}")} | {
    "POST /app/installations/{}/access_tokens"
}
"""Only the token action asks these, and it is GitHub's own."""


def _accounts(hub: Hub, call: Call, push: Push) -> None:
    for path in ("/user", "/users/owner", "/users/acme", "/users/nobody", "/rate_limit"):
        call("GET", path)
    call("GET", "/user", token="wrong")
    call("GET", "/user", token=None)


def _repositories(hub: Hub, call: Call, push: Push) -> None:
    call("POST", "/user/repos", {"name": "app", "description": "An app", "homepage": "", "auto_init": False})
    call("POST", "/user/repos", {"name": "app"})
    call("POST", "/user/repos", {"name": "bad name"})
    call("POST", "/orgs/acme/repos", {"name": "theirs", "auto_init": True})
    call("POST", "/user/repos", {"name": "spare", "private": True})
    call("DELETE", "/repos/owner/spare")
    call("PATCH", "/repos/owner/app", {"description": "Another"})
    for path in ("/repos/owner/app", "/repos/owner/none", "/user/repos", "/orgs/acme/repos"):
        call("GET", path)
    call("GET", "/users/owner/repos?sort=created&direction=desc&per_page=1&type=owner")


def _commits(hub: Hub, call: Call, push: Push) -> None:
    call("POST", "/repos/owner/app/git/blobs", {"content": "aGk=", "encoding": "base64"})
    push("owner/app", {"index.html": "<h1>hi</h1>", ".github/workflows/work.yml": WORKFLOW})
    sha = head(hub, "owner/app")
    blob = call("POST", "/repos/owner/app/git/blobs", {"content": "aGk=", "encoding": "base64"}).json()["sha"]
    mark = {
        "state": "success",
        "context": "callback",
        "description": "sent",
        "target_url": "https://a.example/",
    }
    call("POST", f"/repos/owner/app/statuses/{sha}", mark)
    call("POST", f"/repos/owner/app/statuses/{'0' * 40}", mark)
    for path in (
        f"git/blobs/{blob}", "git/ref/heads/main", "git/ref/heads/none", "branches/main", "branches/none", "commits",
        f"commits/{sha}", f"commits/{sha}/status", f"commits/{sha}/statuses", "commits/main/status?per_page=100",
    ):  # fmt: skip
        call("GET", f"/repos/owner/app/{path}")


def _pages(hub: Hub, call: Call, push: Push) -> None:
    path = "/repos/owner/app/pages"
    call("GET", path)
    call("POST", path, {"build_type": "workflow"})
    call("POST", path, {"build_type": "workflow"})
    call("GET", path)
    call("PUT", path, {"build_type": "legacy", "source": {"branch": "main", "path": "/"}})
    call("POST", f"{path}/builds")
    call("PUT", path, {"build_type": "workflow"})
    call("GET", f"{path}/deployments/{head(hub, 'owner/app')}")
    call("POST", f"{path}/deployments/{head(hub, 'owner/app')}/cancel")
    call("POST", f"{path}/deployments", {"artifact_id": 1, "pages_build_version": "1", "oidc_token": "x"})


def _actions(hub: Hub, call: Call, push: Push) -> None:
    root = "/repos/owner/app"
    call("POST", f"{root}/dispatches", {"event_type": "task", "client_payload": {"task_id": "one"}})
    assert hub.wait_idle()
    run = hub.runs()[0].id
    job = hub.runs()[0].jobs[0].id
    artifact = call("GET", f"{root}/actions/artifacts?name=result").json()["artifacts"][0]["id"]
    for path in (
        f"runs/{run}", f"runs/{run}/jobs?filter=latest", f"runs/{run}/logs", f"jobs/{job}/logs", "runs?per_page=5",
        "runs?event=repository_dispatch&status=failure&created=%3E%3D2020-01-01", "workflows/work.yml",
        "workflows/work.yml/runs?per_page=1", f"runs/{run}/artifacts", f"artifacts/{artifact}/zip", "runs/1",
    ):  # fmt: skip
        call("GET", f"{root}/actions/{path}")
    call("POST", f"{root}/actions/runs/{run}/cancel")
    call("POST", f"{root}/actions/runs/{run}/rerun-failed-jobs")
    assert hub.wait_idle()
    call("POST", f"{root}/actions/runs/{run}/rerun", {"enable_debug_logging": False})
    call("POST", f"{root}/actions/workflows/work.yml/dispatches", {"ref": "main", "inputs": {"task": "x"}})
    call("POST", f"{root}/actions/workflows/none.yml/dispatches", {"ref": "main"})


def _refusals(hub: Hub, call: Call, push: Push) -> None:
    payload = {f"key{number}": 1 for number in range(11)}
    call("POST", "/repos/owner/app/dispatches", {"event_type": "task", "client_payload": payload})
    reader = hub.fine_grained_token("owner", {"contents": "read"})
    call("POST", "/user/repos", {"name": "more"}, token=reader)
    call("POST", "/repos/owner/app/dispatches", {"event_type": "task"}, token=reader)
    call("POST", "/repos/owner/app/dispatches", {"event_type": "task"}, token=None)
    hub.limits.content_per_minute = 0
    call("POST", "/user/repos", {"name": "more"})
