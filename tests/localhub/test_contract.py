"""The stand-in against GitHub's own description of its REST API."""

import json

import pytest
from github.PublicKey import encrypt

from scripts.localhub.traffic.calls import Call
from tests.localhub.contract import Description, Report
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
      - run: echo done > file; echo '::error title=a task::it broke'
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
    kit.hub.add_organization("acme", ["owner"])
    for step in (_repositories, _commits, _pages, _actions, _settings, _refusals):
        step(kit)
    report = Report(description, kit.hub.log())
    with capsys.disabled():
        print(f"\n{report.table()}")  # noqa: T201 # the list of what was validated is for people
    assert report.violations == []
    assert set(report.responses) == ENDPOINTS


def test_a_wrong_request_and_a_wrong_response_are_found(description: Description) -> None:
    endpoint, answer = "POST /repos/{owner}/{name}/git/blobs", b'{"url": "https://a.example/", "sha": 1}'
    spoilt = Call("content", endpoint, 201, "", "colour=red", b'{"text": "hi"}', answer)
    assert Report(description, [spoilt]).violations == [
        "POST /repos/{}/{}/git/blobs 201: response: sha: 1 is not of type 'string'",
        "POST /repos/{}/{}/git/blobs 201: request: no query parameter 'colour'",
        "POST /repos/{}/{}/git/blobs 201: request: : 'content' is a required property",
    ]


def _send(kit: Kit, text: str) -> None:
    """Send requests, one a line: method, path and JSON."""
    for line in text.strip().splitlines():
        method, path, *body = line.split(" ", 2)
        kit.call(method, path, json.loads(body[0]) if body else None)


def _repositories(kit: Kit) -> None:
    for token in ("", "wrong", None):
        kit.call("GET", "/user", token=token)
    _send(kit, """
POST /user/repos {"name": "app", "description": "An app", "homepage": ""}
POST /user/repos {"name": "app"}
POST /user/repos {"name": "bad name"}
POST /user/repos {"name": "spare", "private": true}
POST /orgs/acme/repos {"name": "theirs"}
GET /repos/owner/app
GET /repos/owner/none
GET /users/owner/repos?sort=created&direction=desc&per_page=1&type=owner
POST /repos/owner/app/git/blobs {"content": "aGk=", "encoding": "base64"}""")  # fmt: skip


def _commits(kit: Kit) -> None:
    kit.push({"index.html": "<h1>hi</h1>", ".github/workflows/work.yml": WORKFLOW})
    blob = kit.call("POST", "/repos/owner/app/git/blobs", {"content": "hi"}).json()["sha"]
    mark = '{"state": "success", "context": "callback", "target_url": "https://a.example/"}'
    _send(kit, f"""
GET /repos/owner/app/git/blobs/{blob}
POST /repos/owner/app/statuses/{kit.head()} {mark}
POST /repos/owner/app/statuses/{'0' * 40} {mark}""")  # fmt: skip


def _pages(kit: Kit) -> None:
    _send(kit, f"""
GET /repos/owner/app/pages
POST /repos/owner/app/pages {{"build_type": "workflow"}}
POST /repos/owner/app/pages {{"build_type": "workflow"}}
GET /repos/owner/app/pages
PUT /repos/owner/app/pages {{"build_type": "legacy", "source": {{"branch": "main", "path": "/"}}}}
PUT /repos/owner/app/pages {{"build_type": "workflow"}}
GET /repos/owner/app/pages/deployments/{kit.head()}
POST /repos/owner/app/pages/deployments/{kit.head()}/cancel
POST /repos/owner/app/pages/deployments {{"artifact_id": 1, "pages_build_version": "1", "oidc_token": "x"}}
""")  # fmt: skip


def _actions(kit: Kit) -> None:
    root = "/repos/owner/app"
    kit.call("POST", f"{root}/dispatches", {"event_type": "task", "client_payload": {"task_id": "one"}})
    assert kit.hub.wait_idle()
    run = kit.hub.runs()[0]
    for path in (
        f"runs/{run.id}/jobs?filter=latest", f"jobs/{run.jobs[0].id}/logs",
        "artifacts?name=result",
        "runs?per_page=5", "runs?event=repository_dispatch&status=failure&created=%3E%3D2020-01-01",
        "workflows/work.yml", "workflows/work.yml/runs?per_page=1", "runs/1/jobs",
    ):  # fmt: skip
        kit.call("GET", f"{root}/actions/{path}")
    for number in (run.jobs[0].id, 0):
        kit.call("GET", f"{root}/check-runs/{number}/annotations?per_page=50")
    kit.call("POST", f"{root}/actions/runs/{run.id}/cancel")
    kit.call("POST", f"{root}/actions/runs/{run.id}/rerun", {"enable_debug_logging": False})
    for workflow in ("work", "none"):
        body = {"ref": "main", "inputs": {"task": "x"}}
        kit.call("POST", f"{root}/actions/workflows/{workflow}.yml/dispatches", body)


def _settings(kit: Kit) -> None:
    root = "/repos/owner/app"
    key = kit.call("GET", f"{root}/actions/secrets/public-key").json()
    sealed = json.dumps({"encrypted_value": encrypt(key["key"], "value"), "key_id": key["key_id"]})
    rules = '{"name": "rules", "enforcement": "active", "rules": [{"type": "deletion"}]}'
    _send(
        kit,
        f"""
PUT {root}/actions/permissions {{"enabled": true}}
PUT {root}/actions/workflows/work.yml/enable
PUT {root}/actions/secrets/KEY {sealed}
PUT {root}/actions/secrets/KEY {sealed}
PUT {root}/actions/secrets/GITHUB_KEY {sealed}
PATCH {root}/actions/variables/NAME {{"value": "1"}}
POST {root}/actions/variables {{"name": "NAME", "value": "1"}}
PATCH {root}/actions/variables/NAME {{"value": "2"}}
POST {root}/rulesets {rules}
POST {root}/rulesets {rules}
GET {root}/rulesets""",
    )
    assert kit.hub.state.secrets["owner/app"]["KEY"] == "value"
    assert kit.hub.state.variables["owner/app"]["NAME"] == "2"


def _refusals(kit: Kit) -> None:
    payload = {f"key{number}": 1 for number in range(11)}
    kit.call("POST", "/repos/owner/app/dispatches", {"event_type": "task", "client_payload": payload})
    reader = kit.hub.fine_grained_token("owner", {"contents": "read"})
    kit.call("POST", "/user/repos", {"name": "more"}, token=reader)
    kit.call("POST", "/repos/owner/app/dispatches", {"event_type": "task"}, token=reader)
    kit.call("POST", "/repos/owner/app/dispatches", {"event_type": "task"}, token=None)
    kit.hub.limits.content_per_minute = 0
    kit.call("POST", "/user/repos", {"name": "more"})
