"""The stand-in against GitHub's own description of its REST API."""

import json

from github.PublicKey import encrypt

from scripts.localhub.traffic.calls import REST, Call
from tests.localhub.contract import ENDPOINTS, endpoint_form, violations
from tests.localhub.kit import Kit


def test_requests_and_responses_are_as_github_describes_them(kit: Kit) -> None:
    kit.hub.add_organization("acme", ["owner"])
    for step in (_repositories, _commits, _pages, _actions, _settings, _refusals):
        step(kit)
    assert violations(kit.hub.log()) == []
    assert {endpoint_form(call.endpoint) for call in kit.hub.log() if call.kind in REST} == ENDPOINTS


def test_a_wrong_request_and_a_wrong_response_are_found() -> None:
    endpoint, answer = "POST /repos/{owner}/{name}/git/blobs", b'{"url": "https://a.example/", "sha": 1}'
    assert violations([Call("content", endpoint, 201, "", "colour=red", b'{"text": "hi"}', answer)]) == [
        "POST /repos/{}/{}/git/blobs 201: response: sha: 1 is not of type 'string'",
        "POST /repos/{}/{}/git/blobs 201: request: no query parameter 'colour'",
        "POST /repos/{}/{}/git/blobs 201: request: : 'content' is a required property",
    ]


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


def _send(kit: Kit, text: str) -> None:
    """Send requests, one a line: method, path (`./` is that of the repository) and JSON."""
    for line in text.strip().splitlines():
        method, path, *body = line.split(" ", 2)
        path = path.replace("./", "/repos/owner/app/")
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
POST ./git/blobs {"content": "aGk=", "encoding": "base64"}""")  # fmt: skip


def _commits(kit: Kit) -> None:
    kit.push({"index.html": "<h1>hi</h1>", ".github/workflows/work.yml": WORKFLOW})
    blob = kit.call("POST", "/repos/owner/app/git/blobs", {"content": "hi"}).json()["sha"]
    mark = '{"state": "success", "context": "callback", "target_url": "https://a.example/"}'
    _send(kit, f"""
GET ./git/blobs/{blob}
POST ./statuses/{kit.head()} {mark}
POST ./statuses/{'0' * 40} {mark}""")  # fmt: skip


def _pages(kit: Kit) -> None:
    _send(kit, f"""
GET ./pages
POST ./pages {{"build_type": "workflow"}}
POST ./pages {{"build_type": "workflow"}}
GET ./pages
PUT ./pages {{"build_type": "legacy", "source": {{"branch": "main", "path": "/"}}}}
PUT ./pages {{"build_type": "workflow"}}
GET ./pages/deployments/{kit.head()}
POST ./pages/deployments/{kit.head()}/cancel
POST ./pages/deployments {{"artifact_id": 1, "pages_build_version": "1", "oidc_token": "x"}}""")  # fmt: skip


def _actions(kit: Kit) -> None:
    _send(kit, 'POST ./dispatches {"event_type": "task", "client_payload": {"task_id": "one"}}')
    assert kit.hub.wait_idle()
    run = kit.hub.runs()[0]
    _send(kit, f"""
GET ./actions/runs/{run.id}/jobs?filter=latest
GET ./actions/jobs/{run.jobs[0].id}/logs
GET ./actions/artifacts?name=result
GET ./actions/runs?per_page=5
GET ./actions/runs?event=repository_dispatch&status=failure&created=%3E%3D2020-01-01
GET ./actions/workflows/work.yml
GET ./actions/workflows/work.yml/runs?per_page=1
GET ./actions/runs/1/jobs
GET ./check-runs/{run.jobs[0].id}/annotations?per_page=50
GET ./check-runs/0/annotations?per_page=50
POST ./actions/runs/{run.id}/cancel
POST ./actions/runs/{run.id}/rerun {{"enable_debug_logging": false}}
POST ./actions/workflows/work.yml/dispatches {{"ref": "main", "inputs": {{"task": "x"}}}}
POST ./actions/workflows/none.yml/dispatches {{"ref": "main", "inputs": {{"task": "x"}}}}""")  # fmt: skip


def _settings(kit: Kit) -> None:
    key = kit.call("GET", "/repos/owner/app/actions/secrets/public-key").json()
    sealed = json.dumps({"encrypted_value": encrypt(key["key"], "value"), "key_id": key["key_id"]})
    rules = '{"name": "rules", "enforcement": "active", "rules": [{"type": "deletion"}]}'
    _send(kit, f"""
PUT ./actions/permissions {{"enabled": true}}
PUT ./actions/workflows/work.yml/enable
PUT ./actions/secrets/KEY {sealed}
PUT ./actions/secrets/KEY {sealed}
PUT ./actions/secrets/GITHUB_KEY {sealed}
PATCH ./actions/variables/NAME {{"value": "1"}}
POST ./actions/variables {{"name": "NAME", "value": "1"}}
PATCH ./actions/variables/NAME {{"value": "2"}}
POST ./rulesets {rules}
POST ./rulesets {rules}
GET ./rulesets""")  # fmt: skip
    assert kit.hub.state.secrets["owner/app"]["KEY"] == "value"
    assert kit.hub.state.variables["owner/app"]["NAME"] == "2"


def _refusals(kit: Kit) -> None:
    many = json.dumps({"event_type": "task", "client_payload": {f"key{number}": 1 for number in range(11)}})
    _send(kit, f"POST ./dispatches {many}")
    reader = kit.hub.fine_grained_token("owner", {"contents": "read"})
    kit.call("POST", "/user/repos", {"name": "more"}, token=reader)
    for token in (reader, None):
        kit.call("POST", "/repos/owner/app/dispatches", {"event_type": "task"}, token=token)
    kit.hub.limits.content_per_minute = 0
    kit.call("POST", "/user/repos", {"name": "more"})
