"""What the real GitHub does at awkward moments, and the stand-in too."""

import os
import threading
from pathlib import Path

import pytest
import requests

from orchestrator.text.templates import render
from scripts.localhub import Hub
from scripts.localhub.actions.policy import problem
from scripts.localhub.actions.workflow import parse
from scripts.localhub.git_server import http
from scripts.localhub.traffic.faults import ANONYMOUS_GIT_LIMITED, CREATION_WINDOW
from tests.localhub.kit import Kit, git, wait_until

OURS = render("site/pages.yml.jinja", {})
JOB = "jobs: {one: {runs-on: ubuntu-24.04, steps: [{run: 'true'}]}}\n"
LEGACY = {"build_type": "legacy", "source": {"branch": "main"}}
WORKFLOW = {"build_type": "workflow"}


def test_a_new_repository_is_not_visible_to_the_first_calls(kit: Kit) -> None:
    kit.hub.faults.creation_window = CREATION_WINDOW
    kit.call("POST", "/user/repos", {"name": "app"})
    answers = [kit.call("POST", "/repos/owner/app/pages", WORKFLOW).status_code for _ in range(4)]
    assert answers == [404, 403, 422, 201]
    errors = [kit.push({"index.html": "hi"}) for _ in range(3)]
    assert "not found" in errors[0]
    assert "403" in errors[1]
    assert errors[2] == ""
    path = f"/repos/owner/app/statuses/{kit.head()}"
    assert [kit.call("POST", path, {"state": "success"}).status_code for _ in range(2)] == [422, 201]


def test_a_token_for_selected_repositories_cannot_reach_the_one_that_it_created(kit: Kit) -> None:
    rights = dict.fromkeys(("administration", "pages", "contents"), "write")
    token = kit.hub.fine_grained_token("owner", rights, repositories=["owner/control"])
    assert kit.call("POST", "/user/repos", {"name": "app"}, token=token).status_code == 201
    answer = kit.call("POST", "/repos/owner/app/pages", WORKFLOW, token=token)
    assert answer.json()["message"] == "Resource not accessible by personal access token"


def test_anonymous_git_can_be_limited(app: Kit) -> None:
    app.push({"index.html": "hi"})
    app.hub.faults.add(ANONYMOUS_GIT_LIMITED)
    clone = ("clone", "-q", f"{app.hub.url}/owner/app.git", "copy")
    assert "could not read Username" in git(app.folder, *clone, check=False).stderr
    header = f"http.extraHeader=Authorization: Bearer {app.hub.tokens.target}"
    assert git(app.folder, "-c", header, *clone).stderr == ""


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (LEGACY, "The main branch must exist before GitHub Pages can be built."),
        ({}, 'Invalid request.\n\nNo subschema in "anyOf" matched.'),
    ],
)
def test_pages_needs_a_build_type_and_for_a_legacy_build_its_branch(
    app: Kit, body: object, message: str
) -> None:
    answer = app.call("POST", "/repos/owner/app/pages", body)
    assert (answer.status_code, answer.json()["message"]) == (422, message)


def test_a_second_deployment_is_refused_until_the_first_ends_or_its_run_is_cancelled(app: Kit) -> None:
    app.call("POST", "/repos/owner/app/pages", WORKFLOW)
    app.hub.state.pages_outcomes.append("stuck")
    workflow = OURS.replace("group: pages", "group: ${{ github.sha }}")
    app.push({".github/workflows/pages.yml": workflow, "index.html": "one"})
    first, stuck = app.head(), app.hub.runs()[0]
    wait_until(lambda: bool(app.hub.repository("owner/app").pages.deployments))  # type: ignore[union-attr] # enabled
    app.push({"index.html": "two"})
    second = app.hub.runs()[1]
    wait_until(lambda: second.status == "completed")
    expected = f"due to in progress deployment. Please cancel {first} first or wait for it to complete."
    assert expected in second.log.read_text()
    app.call("POST", f"/repos/owner/app/actions/runs/{stuck.id}/cancel")
    assert app.hub.wait_idle()
    app.push({"index.html": "three"})
    assert app.hub.wait_idle()
    assert app.page("").text == "three"


def test_the_pages_environment_admits_the_default_branch_only(app: Kit) -> None:
    app.call("POST", "/repos/owner/app/pages", WORKFLOW)
    guarded = OURS.replace("group: pages", "group: ${{ github.ref }}")
    lines = [line for line in guarded.splitlines() if not line.startswith("    if: ")]
    app.push({".github/workflows/pages.yml": "\n".join(lines), "index.html": "hi"})
    clone = app.folder / "owner/app"
    header = f"http.extraHeader=Authorization: Bearer {app.hub.tokens.target}"
    git(
        clone, "-c", header, "push", "-q", f"{app.hub.url}/owner/app.git", "main:feature", "main:refs/tags/v1"
    )
    assert app.hub.wait_idle()
    runs = {run.ref: run for run in app.hub.runs()}
    assert runs["refs/heads/main"].conclusion == "success"
    message = "is not allowed to deploy to github-pages due to environment protection rules.\n"
    assert runs["refs/heads/feature"].log.read_text() == f'"feature" {message}'
    assert runs["refs/tags/v1"].log.read_text() == f'"v1" {message}'


AGAIN = """
on: {workflow_run: {workflows: [task], types: [completed]}}
permissions: {actions: write}
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: 'curl -sX POST -H "Authorization: Bearer $TOKEN" $RERUN'
        env: {TOKEN: '${{ github.token }}', RERUN: '${{ github.event.workflow_run.rerun_url }}'}
"""


def test_the_end_of_a_run_is_an_event_unless_a_jobs_token_started_it(app: Kit) -> None:
    app.hub.state.workflow_run_events = True
    task = f"name: task\non: {{repository_dispatch: {{types: [task]}}}}\n{JOB}"
    app.push({".github/workflows/task.yml": task, ".github/workflows/again.yml": AGAIN})
    app.dispatch()
    runs = [(run.workflow_name, run.attempt) for run in app.hub.runs()]
    assert runs == [("task", 2), (".github/workflows/again.yml", 1)]
    app.call("POST", f"/repos/owner/app/actions/runs/{app.hub.runs()[0].id}/rerun")
    assert app.hub.wait_idle()
    assert [run.attempt for run in app.hub.runs()] == [4, 1, 1]


@pytest.mark.parametrize(("place", "second"), [("workflow", "cancelled"), ("job", "success")])
def test_a_skipped_run_cancels_the_pending_one_of_a_workflows_group_but_not_of_a_jobs(
    app: Kit, place: str, second: str
) -> None:
    gates = {name: app.folder / name for name in ("first", "second")}
    for gate in gates.values():
        os.mkfifo(gate)
    group = "concurrency: {group: one}"
    skipped = "if: github.event.client_payload.gate != 'none'"
    steps = f"[{{run: 'read x < {app.folder}/${{{{ github.event.client_payload.gate }}}}'}}]"
    jobs = f"{{runs-on: ubuntu-24.04, {skipped}, steps: {steps}{', ' + group if place == 'job' else ''}}}"
    head = f"on: repository_dispatch\n{group if place == 'workflow' else ''}\n"
    app.push({".github/workflows/work.yml": f"{head}jobs: {{one: {jobs}}}\n"})
    for name in (*gates, "none"):
        body = {"event_type": "task", "client_payload": {"gate": name}}
        app.call("POST", "/repos/owner/app/dispatches", body)
    threading.Thread(target=lambda: [gate.write_text("go\n") for gate in gates.values()], daemon=True).start()
    assert app.hub.wait_idle()
    assert [run.conclusion for run in app.hub.runs()] == ["success", second, "success"]


def test_requests_are_read_as_github_reads_them(app: Kit) -> None:
    app.push({"index.html": "hi"})
    url, token = f"{app.hub.api_url}/repos/owner/app", {"Authorization": f"Bearer {app.hub.tokens.target}"}

    def ask(method: str, path: str, data: str = "", **headers: str) -> tuple[int, str]:
        answer = requests.request(method, url + path, data=data, headers=token | headers, timeout=10)
        return answer.status_code, answer.json().get("message", "")

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ask("POST", "/git/blobs", '{"content": "hi"}', **form)[0] == 201
    broken = ask("POST", "/git/blobs", '{"content": "a$b", "encoding": "base64"}')
    assert broken == (422, "content is not valid Base64")
    assert ask("GET", "", **{"User-Agent": ""})[0] == 403
    assert ask("GET", "", **{"X-GitHub-Api-Version": "1999-01-01"})[0] == 400
    assert ask("GET", "/contents/index.html") == (404, "Not Found")


def test_a_file_above_a_hundred_megabytes_is_refused(app: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert http.LARGEST == 104_857_600
    monkeypatch.setattr(http, "LARGEST", 99)
    assert app.push({"index.html": "x" * 99}) == ""
    assert "GH001: Large files detected. A file is 100 bytes" in app.push({"index.html": "x" * 100})


PINNED = f"actions/checkout@{'0' * 40}"


@pytest.mark.parametrize(
    "change",
    [
        ("runs-on: ubuntu-24.04", "runs-on: ubuntu-24.04\n    env: {LOCALHUB_PYTHON: ./x}"),
        ("permissions: {}", "env: {BASH_ENV: x}"),
        ("permissions: {}", "defaults: {run: {shell: ./x}}"),
        ("runs-on: ubuntu-24.04", "runs-on: self-hosted"),
        ("runs-on: ubuntu-24.04", "runs-on: ubuntu-24.04\n    container: evil"),
        ("runs-on: ubuntu-24.04", "runs-on: ubuntu-24.04\n    strategy: {matrix: {x: [1]}}"),
        ("path: .", "path: /etc"),
        ("path: .", "path: |\n            .\n            ../.."),
        ("    steps:", "    steps:\n      - run: id"),
        ("    steps:", "    steps:\n      - uses: ./own"),
        ("    steps:", "    steps:\n      - uses: docker://evil"),
        ("    steps:", f"    steps:\n      - uses: someone/{PINNED}"),
        ("    steps:", "    steps:\n      - uses: actions/checkout@main"),
        ("    steps:", f"    steps:\n      - uses: {PINNED}\n        env: {{X: y}}"),
        ("    steps:", "    uses: owner/app/.github/workflows/x.yml@main\n    with:"),
    ],
)
def test_only_the_pinned_pages_actions_run_on_this_machine(change: tuple[str, str]) -> None:
    assert problem(parse(OURS.encode())) is None
    changed = OURS.replace(*change)
    assert changed != OURS
    assert problem(parse(changed.encode())) is not None


def test_another_workflow_of_a_target_repository_is_not_run_and_says_so(tmp_path: Path) -> None:
    with Hub(tmp_path / "store") as hub:
        kit = Kit(hub, tmp_path)
        run = kit.run(f"on: repository_dispatch\n{JOB}")
    reason = "was not run, because it contains a step that is not an action: only the pinned Pages actions"
    assert run.conclusion == "failure"
    assert run.log.read_text().startswith(f".github/workflows/work.yml of owner/app {reason}")


def test_a_pushed_actrc_changes_nothing(app: Kit) -> None:
    app.push({".actrc": "--env GREETING=evil\n"})
    app.run("on: repository_dispatch\n" + JOB.replace("'true'", "echo hello $GREETING"))
    assert "one | hello\n" in app.hub.runs()[-1].log.read_text()
