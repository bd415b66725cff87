"""The job preflight of task.yml: a token that GitHub refuses ends the task before a model is asked."""

import argparse
from pathlib import Path
from typing import Any

import pytest
import requests

from orchestrator.commands import wait
from orchestrator.network.github import NoAnswer
from orchestrator.settings import Settings
from scripts.demo_runner.servers import CONTROL_REPO, servers
from tests.demo_runner.kit import send


def test_a_refused_token_ends_the_task_unpaid_unpublished_and_without_callback(
    tmp_path: Path, request_fields: dict[str, Any]
) -> None:
    with servers(tmp_path) as here:
        here.hub.state.secrets[CONTROL_REPO] = {"TARGET_TOKEN": "ghp_revoked"}
        outcome = send(here, request_fields)
        (run,) = here.hub.runs()
        status = requests.get(f"{here.relay_url}/status/{outcome.task_id}", timeout=30).json()
        health = requests.get(f"{here.relay_url}/health", timeout=30).json()
        summary = (run.attempt_folder / "summary.md").read_text("utf-8")
        final = (run.artifacts / "final").exists()
    assert {job.key: job.conclusion for job in run.jobs} == {
        "preflight": "failure", "generate": "failure", "publish": "skipped", "recover": "skipped",
    }  # fmt: skip
    steps = {step.name: step.conclusion for job in run.jobs for step in job.steps}
    assert (steps["wait for preflight"], steps["generate and verify the app"]) == ("failure", "skipped")
    assert list(outcome.callbacks) == []
    assert status["status"] == "failed"
    assert "TARGET_TOKEN: GitHub does not accept it (unknown, revoked or expired); make" in status["message"]
    assert health["parts"]["publishing"]["state"] == "failing"
    assert "Not live. Preflight failed: the job preflight failed, so nothing was generated" in summary
    assert final


def job(status: str, conclusion: str | None = None, *steps: dict[str, str]) -> dict[str, Any]:
    return {"name": "preflight", "status": status, "conclusion": conclusion, "steps": list(steps)}


WORKS: dict[str, list[tuple[int, Any]]] = {
    "succeeds at last": [(200, [job("queued")]), (200, [job("completed", "success")])],
    "is not there": [(200, [{"name": "generate"}])],
    "cannot be seen": [(403, None)],
    "hangs": [(200, [job("queued")])] * 60,
}  # fmt: skip


def waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[tuple[int, Any]]) -> int:
    left = iter(answers)

    def get(*_: object) -> dict[str, Any]:
        status, jobs = next(left)
        if status != 200:
            raise NoAnswer(f"GitHub answered {status}")
        return {"jobs": jobs}

    monkeypatch.setattr(wait, "get_json", get)
    settings = Settings(control_repo="ada/control", run_id="7")
    return wait.run(argparse.Namespace(run=tmp_path), settings, sleep=lambda _: None)


@pytest.mark.parametrize("name", WORKS)
def test_a_preflight_that_does_not_fail_stops_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert waited(tmp_path, monkeypatch, WORKS[name]) == 0


@pytest.mark.parametrize("step", ["try the target token", "install the locked packages"])
def test_only_a_refused_token_makes_repeating_useless(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = job("completed", "failure", {"name": step, "conclusion": "failure"})
    with pytest.raises(wait.PreflightFailed) as caught:
        waited(tmp_path, monkeypatch, [(200, [answer])])
    assert caught.value.retryable == (step != "try the target token")
