"""`scripts/evaluate dry-run`: each fault of a wrong endpoint is named; a right one is in test_own_system."""

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser

from scripts.evaluator import dry_run as module
from scripts.evaluator.dry_run import Plan, dry_run
from scripts.evaluator.page import Options
from scripts.evaluator.submissions import Submission
from scripts.evaluator.task_templates import FOLDER, TaskTemplate
from tests.background import begin
from tests.evaluator.world import commit, endpoint, evaluate, publish, serving, solution

SECRET = "a secret of this course"
TEMPLATE = TaskTemplate.read(FOLDER / "data-table.yaml")

Play = Callable[..., list[str]]


@dataclass
class Participant:
    """An endpoint that builds the reference app, but for its faults; `url` is where `folder` is served."""

    folder: Path
    url: str
    faults: frozenset[str]
    given: dict[str, bytes] = field(default_factory=dict)

    def take(self, fields: dict[str, Any]) -> int:
        time.sleep(0.4 if "slow" in self.faults else 0)
        begin(lambda: self.build(fields))
        return 200

    def build(self, fields: dict[str, Any]) -> None:
        number, faults = fields["round"], self.faults
        self.given |= {a["name"]: base64.b64decode(a["url"].partition(",")[2]) for a in fields["attachments"]}
        files = solution(TEMPLATE, fields["task"][-5:], number, wrong="wrong app" in faults) | self.given
        files["index.html"] += f"<!-- round {number} -->".encode()
        for fault, name in (("no licence", "LICENSE"), ("no readme", "README.md")):
            if fault in faults:
                del files[name]
        files["arrivals.csv"] += b"Vessel 10,Oslo,1\n" if "other data" in faults else b""
        files |= {"config.js": SECRET.encode()} if "leak" in faults else {}
        repo = "second" if number == 2 and "new repository" in faults else "repo"
        sha = commit(self.folder / repo, files)
        if not ("stale page" in faults and number == 2):
            publish(self.folder / "page", files)
        page = "nowhere" if "no page" in faults else "page"
        places = {"repo_url": f"{self.url}{repo}/.git", "commit_sha": sha, "pages_url": f"{self.url}{page}/"}
        callback = {name: fields[name] for name in ("email", "task", "round", "nonce")} | places
        wrong = {"incomplete callback": {"email": "x"}, "other nonce": callback | {"nonce": "another"}}
        bodies = [*(body for fault, body in wrong.items() if fault in faults), callback]
        for body in bodies if "no callback" not in faults else []:
            requests.post(fields["evaluation_url"], json=body, timeout=10)


@pytest.fixture
def play(tmp_path: Path, chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """Plays both rounds against a participant with faults; what would be deducted."""
    monkeypatch.setattr(module, "SLOW_SECONDS", 0.3)
    with serving(tmp_path) as url:

        def run(*faults: str) -> list[str]:
            if "old repository" in faults:
                monkeypatch.setenv("GIT_COMMITTER_DATE", "2024-01-01T00:00:00Z")
            with endpoint(Participant(tmp_path, url, frozenset(faults)).take) as address:
                submission = Submission("ada@example.com", address, SECRET)
                wait = 1.0 if "no callback" in faults else 20.0
                steps = dry_run(Plan(submission, TEMPLATE, "1a2b3", wait, Options(0.5)), chromium)
            return [line for step in steps for line in step.deductions]

        yield run


def test_the_faults_of_a_wrong_endpoint_are_all_named(play: Play) -> None:
    faults = (
        "slow", "no licence", "no readme", "other data", "leak", "new repository", "stale page",
        "old repository", "wrong app", "incomplete callback", "other nonce",
    )  # fmt: skip
    found = "\n".join(play(*faults))
    for expected in (
        "round 1: the endpoint answers at once: 0.",
        "round 1: the callback of round 1: missing: task, round, nonce, repo_url, commit_sha, pages_url",
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
        ("no callback", "round 1: a callback for round 1: none that was right came within 1 s"),
        ("no page", "round 1: the page answers: answered 404"),
        ("stale page", "round 2: the page is that of the commit: an older index.html is served"),
    ],
)
def test_a_fault_that_hides_others_is_named(play: Play, fault: str, expected: str) -> None:
    assert expected in play(fault)


def test_the_command_says_what_a_course_would_deduct(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVALUATE_SECRET", raising=False)
    code, _, said = evaluate(capsys, "dry-run", "http://127.0.0.1:9/")
    assert (code, said) == (3, "EVALUATE_SECRET: expected the secret that the endpoint asks for\n")
    monkeypatch.setenv("EVALUATE_SECRET", SECRET)
    with endpoint(lambda _fields: 503) as address:
        code, shown, said = evaluate(capsys, "dry-run", address, "--wait", 1)
    assert code == 1
    assert "A course would deduct for:\n- round 1: the endpoint answers 200: 503: {}\n" in shown
    assert SECRET not in shown + said
