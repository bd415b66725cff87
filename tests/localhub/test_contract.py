"""The stand-in against GitHub's own description of its REST API."""

import pytest

from scripts.localhub.contract import Description, Report
from scripts.localhub.traffic.calls import Call, Exchange
from tests.localhub.kit import Kit
from tests.localhub.openapi import ENDPOINTS, description


@pytest.fixture(scope="module", name="description")
def _description() -> Description:
    return description()


def test_every_endpoint_is_one_of_githubs(description: Description) -> None:
    assert set(description.operations) >= ENDPOINTS


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
    kit: Kit, description: Description, capsys: pytest.CaptureFixture[str]
) -> None:
    kit.hub.call_log.record_exchanges = True
    kit.hub.add_organization("acme", ["owner"])
    for step in (_accounts, _repositories, _commits, _pages, _actions, _refusals):
        step(kit)
    report = Report(description, kit.hub.call_log.exchanges)
    with capsys.disabled():
        print(f"\n{report.table()}")  # noqa: T201 # the list of what was validated is for people
    assert report.violations == []
    assert set(report.responses) == ENDPOINTS - APPS


def test_a_wrong_request_and_a_wrong_response_are_found(description: Description) -> None:
    call = Call(
        "content", "POST /repos/{owner}/{name}/git/blobs", "/api/v3/repos/a/b/git/blobs", 201, "", 0.1
    )
    spoilt = Exchange(call, "colour=red", b'{"text": "hi"}', b'{"url": "https://a.example/", "sha": 1}')
    assert Report(description, [spoilt]).violations == [
        "POST /repos/{}/{}/git/blobs 201: response: sha: 1 is not of type 'string'",
        "POST /repos/{}/{}/git/blobs 201: request: no query parameter 'colour'",
        "POST /repos/{}/{}/git/blobs 201: request: : 'content' is a required property",
    ]


APPS = {f"GET /{kind}/installation" for kind in ("users/{}", "orgs/{}", "repos/{}/{}")} | {
    "POST /app/installations/{}/access_tokens"
}
"""Only the token action asks these, and it is GitHub's own."""


def _accounts(kit: Kit) -> None:
    for path in ("/user", "/users/owner", "/users/acme", "/users/nobody", "/rate_limit"):
        kit.call("GET", path)
    kit.call("GET", "/user", token="wrong")
    kit.call("GET", "/user", token=None)


def _repositories(kit: Kit) -> None:
    kit.call(
        "POST", "/user/repos", {"name": "app", "description": "An app", "homepage": "", "auto_init": False}
    )
    kit.call("POST", "/user/repos", {"name": "app"})
    kit.call("POST", "/user/repos", {"name": "bad name"})
    kit.call("POST", "/orgs/acme/repos", {"name": "theirs", "auto_init": True})
    kit.call("POST", "/user/repos", {"name": "spare", "private": True})
    kit.call("DELETE", "/repos/owner/spare")
    kit.call("PATCH", "/repos/owner/app", {"description": "Another"})
    for path in ("/repos/owner/app", "/repos/owner/none", "/user/repos", "/orgs/acme/repos"):
        kit.call("GET", path)
    kit.call("GET", "/users/owner/repos?sort=created&direction=desc&per_page=1&type=owner")


def _commits(kit: Kit) -> None:
    kit.call("POST", "/repos/owner/app/git/blobs", {"content": "aGk=", "encoding": "base64"})
    kit.push({"index.html": "<h1>hi</h1>", ".github/workflows/work.yml": WORKFLOW})
    sha = kit.head()
    blob = kit.call("POST", "/repos/owner/app/git/blobs", {"content": "aGk=", "encoding": "base64"}).json()[
        "sha"
    ]
    mark = {
        "state": "success",
        "context": "callback",
        "description": "sent",
        "target_url": "https://a.example/",
    }
    kit.call("POST", f"/repos/owner/app/statuses/{sha}", mark)
    kit.call("POST", f"/repos/owner/app/statuses/{'0' * 40}", mark)
    for path in (
        f"git/blobs/{blob}", "git/ref/heads/main", "git/ref/heads/none", "branches/main", "branches/none",
        "commits", f"commits/{sha}", f"commits/{sha}/status", f"commits/{sha}/statuses",
        "commits/main/status?per_page=100",
    ):  # fmt: skip
        kit.call("GET", f"/repos/owner/app/{path}")


def _pages(kit: Kit) -> None:
    path = "/repos/owner/app/pages"
    kit.call("GET", path)
    kit.call("POST", path, {"build_type": "workflow"})
    kit.call("POST", path, {"build_type": "workflow"})
    kit.call("GET", path)
    kit.call("PUT", path, {"build_type": "legacy", "source": {"branch": "main", "path": "/"}})
    kit.call("POST", f"{path}/builds")
    kit.call("PUT", path, {"build_type": "workflow"})
    kit.call("GET", f"{path}/deployments/{kit.head()}")
    kit.call("POST", f"{path}/deployments/{kit.head()}/cancel")
    kit.call("POST", f"{path}/deployments", {"artifact_id": 1, "pages_build_version": "1", "oidc_token": "x"})


def _actions(kit: Kit) -> None:
    root = "/repos/owner/app"
    kit.call("POST", f"{root}/dispatches", {"event_type": "task", "client_payload": {"task_id": "one"}})
    assert kit.hub.wait_idle()
    run = kit.hub.runs()[0].id
    job = kit.hub.runs()[0].jobs[0].id
    artifact = kit.call("GET", f"{root}/actions/artifacts?name=result").json()["artifacts"][0]["id"]
    for path in (
        f"runs/{run}", f"runs/{run}/jobs?filter=latest", f"runs/{run}/logs", f"jobs/{job}/logs",
        "runs?per_page=5",
        "runs?event=repository_dispatch&status=failure&created=%3E%3D2020-01-01", "workflows/work.yml",
        "workflows/work.yml/runs?per_page=1", f"runs/{run}/artifacts", f"artifacts/{artifact}/zip", "runs/1",
    ):  # fmt: skip
        kit.call("GET", f"{root}/actions/{path}")
    kit.call("POST", f"{root}/actions/runs/{run}/cancel")
    kit.call("POST", f"{root}/actions/runs/{run}/rerun-failed-jobs")
    assert kit.hub.wait_idle()
    kit.call("POST", f"{root}/actions/runs/{run}/rerun", {"enable_debug_logging": False})
    kit.call(
        "POST", f"{root}/actions/workflows/work.yml/dispatches", {"ref": "main", "inputs": {"task": "x"}}
    )
    kit.call("POST", f"{root}/actions/workflows/none.yml/dispatches", {"ref": "main"})


def _refusals(kit: Kit) -> None:
    payload = {f"key{number}": 1 for number in range(11)}
    kit.call("POST", "/repos/owner/app/dispatches", {"event_type": "task", "client_payload": payload})
    reader = kit.hub.fine_grained_token("owner", {"contents": "read"})
    kit.call("POST", "/user/repos", {"name": "more"}, token=reader)
    kit.call("POST", "/repos/owner/app/dispatches", {"event_type": "task"}, token=reader)
    kit.call("POST", "/repos/owner/app/dispatches", {"event_type": "task"}, token=None)
    kit.hub.limits.content_per_minute = 0
    kit.call("POST", "/user/repos", {"name": "more"})
