"""Runs of workflows by act: titles, jobs and steps, logs, secrets, tokens, re-runs, the end."""

import json
import os
from pathlib import Path

import pytest
import requests

from scripts.localhub import Hub
from tests.localhub.kit import Kit, git

HEAD = """
name: work
on: {repository_dispatch: {types: [task]}, workflow_dispatch: {inputs: {name: {default: x}}}}
"""


def job(steps: str, name: str = "one", more: str = "") -> str:
    """A workflow's job with its steps, in flow style."""
    return f"  {name}: {{runs-on: ubuntu-latest, steps: [{steps}]{more}}}\n"


def log(kit: Kit) -> str:
    return kit.hub.runs()[-1].log.read_text("utf-8")


def test_a_run_is_called_by_its_run_name(app: Kit) -> None:
    name = "run-name: ${{ github.event.client_payload.id || inputs.name }} by ${{ github.actor }}\n"
    app.run(HEAD + name + "jobs:\n" + job("{run: 'true'}"))
    assert app.dispatch({"id": "deploy-1"}).title == "deploy-1 by owner"
    app.call("POST", "/repos/owner/app/actions/workflows/work.yml/dispatches", {"ref": "main"})
    assert app.hub.wait_idle()
    assert app.hub.runs()[-1].title == "x by owner"


def test_jobs_and_steps_have_their_outcomes(app: Kit) -> None:
    steps = "{name: good, run: 'true'}, {name: bad, run: exit 3}, {name: skipped, run: 'true'}, "
    steps += "{name: last, if: always(), run: 'true'}"
    run = app.run(HEAD + "jobs:\n" + job(steps) + job("{run: 'true'}", "two", ", needs: one"))
    jobs = app.call("GET", f"/repos/owner/app/actions/runs/{run.id}/jobs").json()["jobs"]
    assert [(one["name"], one["conclusion"]) for one in jobs] == [("one", "failure"), ("two", "skipped")]
    outcomes = [(step["name"], step["conclusion"]) for step in jobs[0]["steps"]]
    assert outcomes == [("good", "success"), ("bad", "failure"), ("skipped", "skipped"), ("last", "success")]
    assert run.conclusion == "failure"


def test_the_event_reaches_the_job_and_its_outputs_the_next_one(app: Kit) -> None:
    first = job(
        "{id: a, run: 'jq -r .client_payload.id $GITHUB_EVENT_PATH >> x; echo v=$(cat x) >> $GITHUB_OUTPUT'}",
        more=", outputs: {v: '${{ steps.a.outputs.v }}'}",
    )
    first = first.replace(
        "jq -r .client_payload.id $GITHUB_EVENT_PATH", "grep -o deploy-[0-9] $GITHUB_EVENT_PATH"
    )
    second = job("{run: 'echo got ${{ needs.one.outputs.v }}'}", "two", ", needs: one")
    app.run(HEAD + "jobs:\n" + first + second)
    app.dispatch({"id": "deploy-7"})
    assert "two | got deploy-7\n" in log(app)


def test_a_job_finds_what_a_runner_sets(app: Kit) -> None:
    names = "GITHUB_API_URL GITHUB_SERVER_URL GITHUB_REPOSITORY GITHUB_RUN_ID GITHUB_RUN_ATTEMPT GITHUB_REF"
    names += " GITHUB_SHA ACT"
    loop = f"{{run: 'for n in {names}; do echo $n=${{!n}}; done', shell: bash}}"
    run = app.run(HEAD + "jobs:\n" + job(loop))
    values = [app.hub.api_url, app.hub.url, "owner/app", run.id, 1, "refs/heads/main", app.head(), "true"]
    for name, value in zip(names.split(), values, strict=True):
        assert f"one | {name}={value}\n" in log(app)


def test_secrets_reach_the_steps_that_ask_and_no_file_of_the_store(app: Kit) -> None:
    app.hub.state.secrets["owner/app"] = {"KEY": "geheim-123"}
    asked = "{run: 'echo ${#KEY} letters, $KEY', env: {KEY: '${{ secrets.KEY }}'}}"
    app.run(HEAD + "jobs:\n" + job(f"{asked}, {{run: env}}"))
    assert "one | 10 letters, ***\n" in log(app)
    files = [path for path in app.hub.state.store.rglob("*") if path.is_file()]
    assert [path for path in files if b"geheim-123" in path.read_bytes()] == []


def test_nothing_of_this_machines_environment_reaches_a_step(
    app: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIVATE_OF_THE_USER", "1")
    app.run(HEAD + "jobs:\n" + job("{run: env}"))
    assert "PRIVATE_OF_THE_USER" not in log(app)
    assert f"HOME={Path.home()}" not in log(app)


def test_only_the_control_repository_sees_the_hubs_own_environment(tmp_path: Path) -> None:
    control = tmp_path / "checkout"
    (control / ".github/workflows").mkdir(parents=True)
    workflow = HEAD + "jobs:\n" + job("{run: 'echo $MACHINE, $PAGES_URL, ${{ vars.COLOUR }}'}")
    (control / ".github/workflows/work.yml").write_text(workflow)
    with Hub(
        tmp_path / "store", control, environment={"MACHINE": "mine"}, variables={"COLOUR": "red"}
    ) as hub:
        kit = Kit(hub, tmp_path)
        kit.dispatch(repo="owner/control")
        assert f"one | mine, {hub.pages_template}, red\n" in log(kit)
        kit.run(workflow)
        assert "one | , ,\n" in log(kit)


def test_the_control_repository_shows_uncommitted_changes_without_ignored_files(tmp_path: Path) -> None:
    control = tmp_path / "checkout"
    (control / ".github/workflows").mkdir(parents=True)
    (control / ".github/workflows/work.yml").write_text(
        HEAD + "jobs:\n" + job("{uses: actions/checkout@v1}, {run: ls; cat file}")
    )
    (control / ".gitignore").write_text(".env\n")
    (control / ".env").write_text("KEY=1")
    (control / "file").write_text("before")
    with Hub(tmp_path / "store", control) as hub:
        kit = Kit(hub, tmp_path)
        kit.dispatch(repo="owner/control")
        assert "one | before" in log(kit)
        (control / "file").write_text("after")
        kit.dispatch(repo="owner/control")
        assert "one | after" in log(kit)
        assert ".env" not in log(kit)


ASKING = """
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v1
      - run: |
          curl -s -o /dev/null -w '%{http_code}\\n' -X POST -d @body.json -H Content-Type:application/json \\
            -H "Authorization: Bearer ${{ github.token }}" \\
            "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/statuses/$GITHUB_SHA"
"""


def test_a_jobs_token_may_do_what_the_job_declares(app: Kit) -> None:
    reader = f"  reader:{ASKING}    permissions: {{contents: read}}\n"
    writer = f"  writer:{ASKING}    permissions: {{statuses: write}}\n    needs: reader\n"
    app.push({"body.json": '{"state": "success"}'})
    app.run(HEAD + "jobs:\n" + reader + writer)
    assert "reader | 403\n" in log(app)
    assert "writer | 201\n" in log(app)


def test_a_store_inside_the_checkout_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with Hub(tmp_path / "kept", tmp_path) as hub:
        git(tmp_path, "clone", "-q", f"{hub.url}/owner/control.git", "kept/copy")
        assert [path.name for path in (tmp_path / "kept/copy").iterdir() if path.name != ".git"] == ["file"]


def test_a_jobs_token_ends_with_its_run(app: Kit) -> None:
    app.run(HEAD + "jobs:\n" + job("{run: 'echo ${{ github.token }} | rev', shell: bash}"))
    token = next(line for line in log(app).splitlines() if "_shg" in line).rpartition(" ")[2][::-1]
    assert app.call("GET", "/repos/owner/app", token=token).status_code == 401


def test_an_action_without_a_shim_fails_the_run_in_one_sentence(app: Kit) -> None:
    run = app.run(HEAD + "jobs:\n" + job("{uses: someone/unknown@v1}"))
    assert run.conclusion == "failure"
    assert log(app) == (
        "someone/unknown@v1: no shim for this action under scripts/act, so it cannot run offline\n"
    )


def test_a_rerun_is_a_new_attempt_of_the_same_run(app: Kit) -> None:
    run = app.run(
        HEAD + "jobs:\n" + job("{run: 'echo attempt $GITHUB_RUN_ATTEMPT; exit $((2 - GITHUB_RUN_ATTEMPT))'}")
    )
    assert (run.attempt, run.conclusion) == (1, "failure")
    assert app.call("POST", f"/repos/owner/app/actions/runs/{run.id}/rerun").status_code == 201
    assert app.hub.wait_idle()
    assert (run.attempt, run.conclusion, len(app.hub.runs())) == (2, "success", 1)
    assert "one | attempt 2\n" in log(app)


def test_a_rerun_of_failed_jobs_takes_over_the_others_with_outputs_and_artifacts(app: Kit) -> None:
    upload = "{uses: actions/upload-artifact@v1, with: {name: result, path: file}}"
    good = job(
        f"{{id: a, run: 'date +%N > file; echo v=$(cat file) >> $GITHUB_OUTPUT'}}, {upload}",
        more=", outputs: {v: '${{ steps.a.outputs.v }}'}",
    )
    check = "{run: 'test ${{ needs.one.outputs.v }} = $(cat file) && exit $((2 - GITHUB_RUN_ATTEMPT))'}"
    bad = job(
        f"{{uses: actions/download-artifact@v1, with: {{name: result}}}}, {check}", "two", ", needs: one"
    )
    run = app.run(HEAD + "jobs:\n" + good + bad)
    first = [(one.key, one.conclusion, one.started_at) for one in run.current_jobs()]
    assert [one[:2] for one in first] == [("one", "success"), ("two", "failure")]
    app.call("POST", f"/repos/owner/app/actions/runs/{run.id}/rerun-failed-jobs")
    assert app.hub.wait_idle()
    second = [(one.key, one.conclusion, one.started_at) for one in run.current_jobs()]
    assert [one[:2] for one in second] == [("one", "success"), ("two", "success")]
    assert second[0] == first[0]


def test_what_has_not_failed_cannot_be_rerun_as_failed(app: Kit) -> None:
    run = app.run(HEAD + "jobs:\n" + job("{run: 'true'}"))
    assert app.call("POST", f"/repos/owner/app/actions/runs/{run.id}/rerun-failed-jobs").status_code == 403


def test_a_cancelled_run_leaves_no_process(app: Kit) -> None:
    marker = app.folder / "pid"
    waiting = f"{{run: 'sleep 600 & echo $! > {marker}.new; mv {marker}.new {marker}; wait'}}"
    app.hub.create_repository("owner/slow")
    app.push({".github/workflows/work.yml": HEAD + "jobs:\n" + job(waiting)}, "owner/slow")
    os.mkfifo(app.folder / "pipe")
    app.call("POST", "/repos/owner/slow/dispatches", {"event_type": "task"})
    wait_for(marker)
    run = app.hub.runs()[-1]
    assert app.call("POST", f"/repos/owner/slow/actions/runs/{run.id}/cancel").status_code == 202
    assert app.hub.wait_idle()
    assert (run.status, run.conclusion, alive(int(marker.read_text()))) == ("completed", "cancelled", False)


def test_a_hub_that_stops_leaves_no_process(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    waiting = f"{{run: 'setsid sleep 600 & echo $! > {marker}.new; mv {marker}.new {marker}; wait'}}"
    with Hub(tmp_path / "store") as hub:
        kit = Kit(hub, tmp_path)
        hub.create_repository("owner/slow")
        kit.push({".github/workflows/work.yml": HEAD + "jobs:\n" + job(waiting)}, "owner/slow")
        kit.call("POST", "/repos/owner/slow/dispatches", {"event_type": "task"})
        wait_for(marker)
    assert not alive(int(marker.read_text()))
    assert list((tmp_path / "store/work").iterdir()) == []


def test_a_lost_dispatch_is_answered_like_any_other(app: Kit) -> None:
    run = app.run(HEAD + "jobs:\n" + job("{run: 'true'}"))
    app.hub.state.lost_events.append("repository_dispatch")
    assert app.dispatch() is run
    assert app.dispatch() is not run


def test_of_the_runs_that_wait_in_a_group_the_newest_alone_is_kept(app: Kit) -> None:
    gates = [app.folder / f"gate-{number}" for number in (1, 3)]
    for gate in gates:
        os.mkfifo(gate)
    workflow = (
        HEAD
        + "concurrency: {group: pages, cancel-in-progress: false}\njobs:\n"
        + job(f"{{run: 'read x < {app.folder}/gate-$GITHUB_RUN_NUMBER'}}")
    )
    app.push({".github/workflows/work.yml": workflow})
    for _ in range(3):
        app.call("POST", "/repos/owner/app/dispatches", {"event_type": "task"})
    for gate in gates:
        gate.write_text("go\n")
    assert app.hub.wait_idle()
    assert [run.conclusion for run in app.hub.runs()] == ["success", "cancelled", "success"]


def test_runs_can_be_found_by_event_status_and_time(app: Kit) -> None:
    run = app.run(HEAD + "jobs:\n" + job("{run: exit 1}"))
    moment = run.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def found(query: str) -> int:
        return int(app.call("GET", f"/repos/owner/app/actions/runs?{query}").json()["total_count"])

    queries = ["event=repository_dispatch", "event=push", "status=failure", "status=queued"]
    queries += [f"created=%3E%3D{moment}", f"created=%3C{moment}", "created=2001-01-01..2002-01-01"]
    assert [found(query) for query in queries] == [1, 0, 1, 0, 1, 0, 0]


def test_logs_summary_and_jobs_are_kept_in_the_store(app: Kit) -> None:
    run = app.run(HEAD + "jobs:\n" + job("{run: 'echo \"# Done\" >> $GITHUB_STEP_SUMMARY; echo words'}"))
    folder = run.attempt_folder
    assert (folder / "summary.md").read_text() == "# Done\n"
    assert all(json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines())
    answer = app.call("GET", f"/repos/owner/app/actions/jobs/{run.jobs[0].id}/logs")
    assert "one | words\n" in requests.get(answer.headers["Location"], timeout=10).text


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits for its parent to notice does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False


def wait_for(path: Path) -> None:
    """Wait until a step has made a file: nothing else tells that it has begun."""
    while not path.exists():
        os.sched_yield()
