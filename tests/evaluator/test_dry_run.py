"""`scripts/evaluate dry-run`: a right endpoint loses nothing, and each fault of a wrong one is named."""

import base64
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser

from scripts.evaluator import dry_run as module
from scripts.evaluator.dry_run import Plan, Step, dry_run
from scripts.evaluator.evaluation import Options
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import FOLDER, TaskTemplate
from tests.evaluator.world import commit, endpoint, publish, serving, solution

SECRET = "a secret of this course"
TEMPLATE = TaskTemplate.read(FOLDER / "data-table.yaml")


@dataclass
class Participant:
    """An endpoint that builds the reference app, but for its faults."""

    folder: Path
    url: str
    """Where `folder` is served."""
    faults: frozenset[str]
    requests: list[dict[str, Any]] = field(default_factory=list)

    def take(self, fields: dict[str, Any]) -> int:
        if "error" in self.faults:
            return 500
        if "slow" in self.faults:
            time.sleep(0.4)
        self.requests.append(fields)
        threading.Thread(target=self._build, args=(fields,), daemon=True).start()
        return 200

    def _build(self, fields: dict[str, Any]) -> None:
        number = fields["round"]
        files = dict(solution(TEMPLATE, fields["task"][-5:], number, wrong="wrong app" in self.faults))
        files |= {
            a["name"]: base64.b64decode(a["url"].partition(",")[2]) for a in self.requests[0]["attachments"]
        }
        files["index.html"] += f"<!-- round {number} -->".encode()
        for fault, name in (("no licence", "LICENSE"), ("no readme", "README.md")):
            if fault in self.faults:
                del files[name]
        if "other data" in self.faults:
            files["arrivals.csv"] += b"Vessel 10,Oslo,1\n"
        if "leak" in self.faults:
            files["config.js"] = SECRET.encode()
        repo = "second" if number == 2 and "new repository" in self.faults else "repo"
        sha = commit(self.folder / repo, files)
        if not ("stale page" in self.faults and number == 2):
            publish(self.folder / "page", files)
        page = "nowhere" if "no page" in self.faults else "page"
        self._call_back(
            {name: fields[name] for name in ("email", "task", "round", "nonce")}
            | {"repo_url": f"{self.url}{repo}/.git", "commit_sha": sha, "pages_url": f"{self.url}{page}/"},
            fields["evaluation_url"],
        )

    def _call_back(self, callback: dict[str, Any], url: str) -> None:
        if "no callback" in self.faults:
            return
        if "incomplete callback" in self.faults:
            requests.post(url, json={k: v for k, v in callback.items() if k != "commit_sha"}, timeout=10)
        if "other nonce" in self.faults:
            requests.post(url, json=callback | {"nonce": "another"}, timeout=10)
        requests.post(url, json=callback, timeout=10)


@pytest.fixture
def play(
    tmp_path: Path, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., list[Step]]]:
    monkeypatch.setattr(module, "SLOW_SECONDS", 0.3)
    with serving(tmp_path) as url:

        def run(*faults: str, wait: float = 20.0) -> list[Step]:
            if "old repository" in faults:
                monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-01-01T00:00:00Z")
            participant = Participant(tmp_path, url, frozenset(faults))
            with endpoint(participant.take) as address:
                submission = Submission("ada@example.com", address, SECRET)
                seconds = 0.5 if faults else 10.0
                plan = Plan(submission, TEMPLATE, "1a2b3", wait, options=Options(seconds))
                return dry_run(plan, chromium, lambda _line: None)

        yield run


def deductions(steps: list[Step]) -> list[str]:
    return [f"round {step.round}: {line}" for step in steps for line in step.deductions]


def test_a_right_endpoint_loses_nothing(play: Callable[..., list[Step]]) -> None:
    steps = play()
    assert [step.round for step in steps] == [1, 2]
    assert deductions(steps) == []


def test_the_faults_of_a_wrong_endpoint_are_all_named(play: Callable[..., list[Step]]) -> None:
    faults = (
        "slow", "no licence", "no readme", "other data", "leak", "new repository", "stale page",
        "old repository", "wrong app", "incomplete callback", "other nonce",
    )  # fmt: skip
    found = "\n".join(deductions(play(*faults)))
    for expected in (
        "round 1: the endpoint answers at once: 0.",
        "round 1: the callback of round 1: missing: commit_sha",
        "round 1: the callback of round 1: nonce: no task was sent with it",
        "round 1: LICENSE is the MIT licence: not there",
        "round 1: README.md says something: 0 words",
        "round 1: arrivals.csv is in the repository: other bytes",
        "round 1: arrivals.csv is served: 200",
        "round 1: no secret in the history: the secret of the request is in the history",
        "round 1: the repository was made for this task: first commit",
        "round 2: the same repository as in the round before",
        'round 1: Number(document.querySelector("#crate-total").textContent)',
    ):
        assert expected in found
    assert SECRET not in found


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("error", "round 1: the endpoint answers 200: 500: {}"),
        ("no callback", "round 1: a callback for round 1: none that was right came within 1 s"),
        ("no page", "round 1: the page answers: answered 404"),
        ("stale page", "round 2: the page is that of the commit: an older index.html is served"),
    ],
)
def test_a_fault_that_hides_others_is_named(
    play: Callable[..., list[Step]], fault: str, expected: str
) -> None:
    wait = 1.0 if fault == "no callback" else 20.0
    assert expected in deductions(play(fault, wait=wait))


def command(address: str, secret: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "scripts.evaluator", "dry-run", address, "--wait", "1"],
        env=os.environ | {"EVALUATE_SECRET": secret},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_what_a_course_would_deduct() -> None:
    with endpoint(lambda _fields: 503) as address:
        done = command(address, SECRET)
    assert done.returncode == 1
    assert "A course would deduct for:\n- round 1: the endpoint answers 200: 503: {}\n" in done.stdout
    assert SECRET not in done.stdout + done.stderr


def test_a_missing_secret_is_one_line() -> None:
    done = command("http://127.0.0.1:9/", "")
    assert done.returncode == 3
    assert done.stderr == "EVALUATE_SECRET: expected the secret that the endpoint asks for\n"
