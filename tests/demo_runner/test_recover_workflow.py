"""recover.yml as it is, started by the end or the last job of a task run: it repeats failed tasks."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.demo_runner.servers import CHECKOUT, CONTROL_REPO
from scripts.localhub import Hub
from scripts.localhub.models import Run
from tests.demo_runner.kit import post

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


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    control = tmp_path / "control"
    for folder in ("orchestrator", ".github"):
        shutil.copytree(CHECKOUT / folder, control / folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = control / ".github/workflows/task.yml"
    last_job = path.read_text("utf-8").partition("\n  recover:\n")[2]
    path.write_text(f"{TASK}  recover:\n{last_job}", "utf-8")
    environment = {"PREPARED_VENV": sys.prefix}
    with Hub(tmp_path / "store", control, CONTROL_REPO, environment=environment) as running:
        running.state.workflow_run_events = True
        yield running


def play(hub: Hub, succeeds_at: int) -> tuple[Run, list[str]]:
    """A task that fails until this attempt: its run, and what became of recovery after each attempt."""
    payload = {"task_id": "deploy-20260102-0a1b2c3d", "repo": "tides", "succeeds_at": succeeds_at}
    post(hub, "dispatches", {"event_type": "task", "client_payload": payload})
    assert hub.wait_idle()
    task, *recoveries = hub.runs()
    return task, [_page(run) for run in recoveries]


def _page(run: Run) -> str:
    """The last line of a recovery's summary, or that its job did not run."""
    job = run.jobs[0]
    if job.conclusion == "skipped":
        return "skipped"
    assert run.conclusion == "success", run.log.read_text("utf-8")
    return (run.attempt_folder / "summary.md").read_text("utf-8").strip().splitlines()[-1]


def test_a_task_that_succeeds_is_left_alone(hub: Hub) -> None:
    task, recoveries = play(hub, 1)
    assert (task.attempt, task.conclusion, recoveries) == (1, "success", ["skipped"])


def test_a_task_that_failed_is_repeated_at_once(hub: Hub) -> None:
    task, (page,) = play(hub, 2)
    assert (task.attempt, task.conclusion) == (2, "success")
    assert page.endswith("| 1 | runs again |")


def test_a_task_that_keeps_failing_is_given_up_after_two_repeats(hub: Hub) -> None:
    task, recoveries = play(hub, 9)
    assert (task.attempt, task.conclusion) == (3, "failure")
    assert [run.event for run in hub.runs()[1:]] == ["workflow_run", "workflow_dispatch", "workflow_dispatch"]
    outcomes = [page.split("|")[3].strip() for page in recoveries]
    assert outcomes == ["runs again", "runs again", "given up after 3 attempts"]
