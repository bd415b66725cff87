"""recover.yml as it is, started by the end or the last job of a task run: it repeats failed tasks."""

import shutil
import sys
from pathlib import Path

import requests

from scripts.demo_runner.servers import CHECKOUT, CONTROL_REPO
from scripts.localhub import Hub
from scripts.localhub.models import Run

TASK = """\
name: task
run-name: ${{ github.event.client_payload.task_id }} ${{ github.event.client_payload.repo }}
on: repository_dispatch
permissions: {}
jobs:
  preflight: {runs-on: ubuntu-latest, steps: [{run: 'true'}]}
  generate: {runs-on: ubuntu-latest, steps: [{run: 'true'}]}
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: test "$GITHUB_RUN_ATTEMPT" -ge ${{ github.event.client_payload.succeeds_at }}
"""


def played(hub: Hub, succeeds_at: int) -> list[Run]:
    """A task that fails until this attempt: its run, and the recoveries that its ends have started."""
    before = len(hub.runs())
    task_id, repo = f"deploy-20260102-0a1b2c3{succeeds_at}", f"tides-{succeeds_at}"
    payload = {"task_id": task_id, "repo": repo, "succeeds_at": succeeds_at}
    requests.post(
        f"{hub.api_url}/repos/{CONTROL_REPO}/dispatches", timeout=10,
        json={"event_type": "task", "client_payload": payload},
        headers={"authorization": f"Bearer {hub.tokens.target}"},
    ).raise_for_status()  # fmt: skip
    assert hub.wait_idle()
    return list(hub.runs())[before:]


def page(run: Run) -> str:
    """The last line of a recovery's summary, or that its job did not run."""
    if run.jobs[0].conclusion == "skipped":
        return "skipped"
    assert run.conclusion == "success", run.log.read_text("utf-8")
    return (run.attempt_folder / "summary.md").read_text("utf-8").strip().splitlines()[-1]


def test_a_task_that_failed_is_repeated_at_most_twice_and_another_is_left_alone(tmp_path: Path) -> None:
    control = tmp_path / "control"
    for folder in ("orchestrator", ".github"):
        shutil.copytree(CHECKOUT / folder, control / folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = control / ".github/workflows/task.yml"
    last_job = path.read_text("utf-8").partition("\n  recover:\n")[2]
    path.write_text(f"{TASK}  recover:\n{last_job}", "utf-8")
    environment = {"PREPARED_VENV": sys.prefix}
    with Hub(tmp_path / "store", control, CONTROL_REPO, environment=environment) as hub:
        hub.state.workflow_run_events = True
        task, recovery = played(hub, 1)
        assert (task.attempt, task.conclusion, page(recovery)) == (1, "success", "skipped")
        task, *recoveries = played(hub, 9)
        assert (task.attempt, task.conclusion) == (3, "failure")
        assert [run.event for run in recoveries] == ["workflow_run", "workflow_dispatch", "workflow_dispatch"]
        outcomes = [page(run).split("|")[3].strip() for run in recoveries]
        assert outcomes == ["runs again", "runs again", "given up after 3 attempts"]
