"""Runs of workflows by act: titles, jobs and steps, logs, secrets, tokens, re-runs, groups, the end."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from orchestrator.text.templates import render
from scripts.localhub import Hub
from scripts.localhub.models import Run
from tests.localhub.kit import WORKFLOW, Kit, git, wait_until

HEAD = """name: work
on: {repository_dispatch: {types: [task]}, workflow_dispatch: {inputs: {name: {default: x}}}}
"""

NAMES = "GITHUB_API_URL GITHUB_SERVER_URL GITHUB_REPOSITORY GITHUB_RUN_ID GITHUB_RUN_ATTEMPT GITHUB_SHA"

EVERYTHING = """
run-name: ${{ github.event.client_payload.id || inputs.name }} by ${{ github.actor }}
env:
  ASK: |
    curl -s -o answer -w '%{http_code}\\n' -H "Authorization: Bearer $TOKEN" -d '{"state": "success"}' \\
      $GITHUB_API_URL/repos/$GITHUB_REPOSITORY/statuses/$GITHUB_SHA
jobs:
  one:
    runs-on: ubuntu-latest
    permissions: {contents: read}
    outputs: {v: '${{ steps.a.outputs.v }}'}
    steps:
      - {id: a, run: 'echo v=$(grep -o deploy-[0-9] $GITHUB_EVENT_PATH | head -1) >> $GITHUB_OUTPUT'}
      - {shell: bash, run: 'for n in NAMES; do echo $n=${!n}; done; env'}
      - {run: 'echo ${#KEY} letters, $KEY', env: {KEY: '${{ secrets.KEY }}'}}
      - {shell: bash, run: 'echo ${{ github.token }} | rev'}
      - {name: greet, run: 'echo "# Done" >> $GITHUB_STEP_SUMMARY; echo "<b>bold</b>"; echo hello $GREETING'}
      - {run: 'eval "$ASK"', env: {TOKEN: '${{ github.token }}'}}
  two:
    runs-on: ubuntu-latest
    needs: one
    permissions: {statuses: write}
    steps:
      - {run: 'echo got ${{ needs.one.outputs.v }}'}
      - {run: 'eval "$ASK"', env: {TOKEN: '${{ github.token }}'}}
      - {name: bad, run: exit 3}
      - {name: skipped, run: 'true'}
      - {name: last, if: always(), run: 'echo "::notice title=a b::c $KEY"', env: {KEY: '${{ secrets.KEY }}'}}
  three:
    runs-on: ubuntu-latest
    needs: two
    steps: [{run: 'true'}]
""".replace("NAMES", NAMES)


def job(steps: str) -> str:
    """A workflow with one job with these steps, in flow style."""
    return f"{HEAD}jobs: {{one: {{runs-on: ubuntu-latest, steps: [{steps}]}}}}\n"


def log(kit: Kit) -> str:
    return kit.hub.runs()[-1].log.read_text("utf-8")


@pytest.fixture(scope="module", name="ran")
def _ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kit, Run]]:
    """A hub in which one workflow with everything has run."""
    folder = tmp_path_factory.mktemp("ran")
    with pytest.MonkeyPatch.context() as patch, Hub(folder / "store") as hub:
        patch.setenv("PRIVATE_OF_THE_USER", "1")
        kit = Kit(hub, folder)
        hub.state.run_workflows = True
        hub.create_repository("owner/app")
        hub.state.secrets["owner/app"] = {"KEY": "geheim-123"}
        files = {".github/workflows/work.yml": HEAD + EVERYTHING, ".actrc": "--env GREETING=evil\n"}
        assert kit.push(files) == ""
        yield kit, kit.dispatch({"id": "deploy-1"})


Ran = tuple[Kit, Run]


def test_jobs_and_steps_have_their_outcomes(ran: Ran) -> None:
    kit, run = ran
    assert (run.title, run.conclusion) == ("deploy-1 by owner", "failure")
    jobs = kit.call("GET", f"/repos/owner/app/actions/runs/{run.id}/jobs").json()["jobs"]
    outcomes = [(one["name"], one["conclusion"]) for one in jobs]
    assert outcomes == [("one", "success"), ("two", "failure"), ("three", "skipped")]
    steps = [(step["name"], step["conclusion"]) for step in jobs[1]["steps"][2:]]
    assert steps == [("bad", "failure"), ("skipped", "skipped"), ("last", "success")]
    found = [kit.call("GET", f"/repos/owner/app/check-runs/{one.id}/annotations").json() for one in run.jobs]
    shown = [[(one["annotation_level"], one["title"], one["message"]) for one in job] for job in found]
    assert shown == [[], [("notice", "a b", "c ***")], []]


def test_a_job_gets_the_event_the_outputs_and_what_a_runner_sets_but_no_pushed_actrc(ran: Ran) -> None:
    kit, run = ran
    values = [kit.hub.api_url, kit.hub.url, "owner/app", run.id, 1, kit.head()]
    for name, value in zip(NAMES.split(), values, strict=True):
        assert f"one | {name}={value}\n" in log(kit)
    assert "two | got deploy-1\n" in log(kit)
    assert "one | hello\n" in log(kit)


def test_a_jobs_token_allows_what_the_job_declares_and_ends_with_its_run(ran: Ran) -> None:
    kit, _ = ran
    assert "one | 403\n" in log(kit)
    assert "two | 201\n" in log(kit)
    token = next(line for line in log(kit).splitlines() if "_shg" in line).rpartition(" ")[2][::-1]
    assert kit.call("GET", "/repos/owner/app", token=token).status_code == 401


def test_secrets_and_the_machines_environment_are_in_no_log_or_file(ran: Ran) -> None:
    kit, _ = ran
    assert "one | 10 letters, ***\n" in log(kit)
    assert "PRIVATE_OF_THE_USER" not in log(kit)
    assert f"HOME={Path.home()}" not in log(kit)
    files = [path for path in kit.hub.state.store.rglob("*") if path.is_file()]
    assert [path for path in files if b"geheim-123" in path.read_bytes()] == []


def test_logs_and_summary_are_in_the_store(ran: Ran) -> None:
    kit, run = ran
    assert (run.attempt_folder / "summary.md").read_text() == "# Done\n"
    assert all(json.loads(line) for line in (run.attempt_folder / "log.jsonl").read_text().splitlines())
    answer = kit.call("GET", f"/repos/owner/app/actions/jobs/{run.jobs[1].id}/logs")
    said = requests.get(answer.headers["Location"], timeout=10).text
    assert "two | got deploy-1\n" in said
    assert "one | " not in said


def test_a_person_finds_repositories_files_runs_and_logs(ran: Ran) -> None:
    kit, run = ran
    here = f"/owner/app/actions/runs/{run.id}"
    kit.hub.create_repository("owner/secret").private = True
    for path, expected in (
        ("/", '<a href="/owner/app">owner/app</a>'),
        ("/owner/app", f'href="{here}"'),
        (f"/owner/app/blob/{kit.head()}/.github/workflows/work.yml", "name: work\n"),
        (f"/owner/app/commit/{kit.head()}", "+name: work"),
        (here, '<meta name="viewport" content="width=device-width, initial-scale=1">'),
        (here, "<td>greet</td>"),
        (here, "<h1>Done</h1>"),
        (here, "&lt;b&gt;bold&lt;/b&gt;"),
    ):
        assert expected in requests.get(kit.hub.url + path, timeout=10).text
    assert "secret" not in requests.get(kit.hub.url, timeout=10).text
    assert requests.get(f"{kit.hub.url}/owner/secret", timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("event=repository_dispatch", 1), ("event=push", 0), ("status=failure", 1), ("status=queued", 0),
        ("created=%3E%3D{0}", 1), ("created=%3C{0}", 0), ("created=2001-01-01..2002-01-01", 0),
    ],
)  # fmt: skip
def test_runs_are_filtered_by_event_status_and_time(ran: Ran, query: str, count: int) -> None:
    kit, run = ran
    filters = query.format(run.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    found = kit.call("GET", f"/repos/owner/app/actions/runs?{filters}").json()
    assert found["total_count"] == count


def test_the_control_repository_has_the_checkouts_present_content_and_the_hubs_environment(
    tmp_path: Path,
) -> None:
    control, values = tmp_path / "checkout", "{run: 'echo $MACHINE, $PAGES_URL, ${{ vars.COLOUR }}'}"
    workflow = job(f"{{uses: actions/checkout@v1}}, {{run: cat file}}, {values}")
    (control / ".github/workflows").mkdir(parents=True)
    (control / ".github/workflows/work.yml").write_text(workflow)
    for name, text in {".gitignore": ".env\n", ".env": "KEY=1", "file": "before"}.items():
        (control / name).write_text(text)
    with Hub(control / "kept", control, environment={"MACHINE": "mine"}, variables={"COLOUR": "red"}) as hub:
        hub.state.run_workflows = True
        kit = Kit(hub, tmp_path)
        (control / "file").write_text("after")
        kit.dispatch(repo="owner/control")
        for line in ("after", f"mine, {hub.pages_template}, red"):
            assert f"one | {line}\n" in log(kit)
        git(tmp_path, "clone", "-q", f"{hub.url}/owner/control.git", "copy")
        copied = sorted(path.name for path in (tmp_path / "copy").iterdir())
        assert copied == [".git", ".github", ".gitignore", "file"]
        kit.run(job(values))
        assert "one | , ,\n" in log(kit)


NOT_RUN = (
    ".github/workflows/work.yml of owner/app was not run, because it contains a step that is not an action: "
    "only the pinned Pages actions run here, unless the demo is started with --run-workflows\n"
)
NO_SHIM = "someone/unknown@v1: no shim for this action under scripts/act, so it cannot run offline\n"


@pytest.mark.parametrize(
    ("step", "any_workflow", "said"),
    [("{uses: someone/unknown@v1}", True, NO_SHIM), ("{run: 'true'}", False, NOT_RUN)],
)
def test_what_cannot_run_here_fails_in_one_sentence(
    app: Kit, step: str, any_workflow: bool, said: str
) -> None:
    app.hub.state.run_workflows = any_workflow
    assert app.run(job(step)).conclusion == "failure"
    assert log(app) == said


def test_the_pages_environment_admits_the_default_branch_only(app: Kit) -> None:
    app.call("POST", "/repos/owner/app/pages", WORKFLOW)
    guarded = render("site/pages.yml.jinja", {}).replace("group: pages", "group: ${{ github.ref }}")
    lines = [line for line in guarded.splitlines() if not line.startswith("    if: ")]
    app.push({".github/workflows/pages.yml": "\n".join(lines), "index.html": "hi"})
    refs = ("main:feature", "main:refs/tags/v1")
    assert app.git(app.folder / "owner/app", "push", "-q", f"{app.hub.url}/owner/app.git", *refs) == ""
    assert app.hub.wait_idle()
    runs = {run.ref: run for run in app.hub.runs()}
    assert runs["refs/heads/main"].conclusion == "success"
    message = "is not allowed to deploy to github-pages due to environment protection rules.\n"
    assert runs["refs/heads/feature"].log.read_text() == f'"feature" {message}'
    assert runs["refs/tags/v1"].log.read_text() == f'"v1" {message}'


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


@pytest.mark.parametrize("stopped_by", ["cancel", "exit"])
def test_a_stopped_run_leaves_no_process(tmp_path: Path, stopped_by: str) -> None:
    marker = tmp_path / "pid"
    waiting = f"{{run: 'setsid sleep 600 & echo $! > {marker}.new; mv {marker}.new {marker}; wait'}}"
    with Hub(tmp_path / "store") as hub:
        kit = Kit(hub, tmp_path)
        hub.state.run_workflows = True
        hub.create_repository("owner/app")
        kit.push({".github/workflows/work.yml": job(waiting)})
        kit.call("POST", "/repos/owner/app/dispatches", {"event_type": "task"})
        wait_until(marker.exists)
        run = hub.runs()[-1]
        if stopped_by == "cancel":
            assert kit.call("POST", f"/repos/owner/app/actions/runs/{run.id}/cancel").status_code == 202
            assert hub.wait_idle()
            assert (run.status, run.conclusion) == ("completed", "cancelled")
    assert not alive(int(marker.read_text()))
    assert [path.name for path in (tmp_path / "store/work").iterdir()] == []


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False
