"""The whole system on this machine: relay, both jobs by act, git, Pages, callback, over real requests."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser

from orchestrator.records import Kind, Status
from orchestrator.task.event import read_task
from scripts.demo_runner.outcome import Outcome
from scripts.demo_runner.servers import CHECKOUT, Servers, servers
from scripts.evaluator.evaluation import Subject, evaluate
from scripts.evaluator.page import Options
from scripts.evaluator.receiver import FIELDS
from tests.demo_runner.kit import send
from tests.localhub.contract import violations

Read = Callable[[str], dict[str, Any]]

GUARD = """
import json, os, pathlib, sys

class Guard:
    blocked = frozenset(json.loads(pathlib.Path(__file__).with_name("blocked.json").read_text())
                        .get(os.environ.get("GITHUB_JOB", ""), ()))

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.blocked:
            raise ModuleNotFoundError(f"{name} is not in the lock of the job {os.environ['GITHUB_JOB']}")

sys.meta_path.insert(0, Guard())
"""
"""As `sitecustomize` it makes every package that a job's lock does not hold impossible to import."""


def blocked_modules(job: str) -> list[str]:
    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    lock = (CHECKOUT / "requirements" / f"{job}.txt").read_text("utf-8")
    held = {plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    owners = packages_distributions().items()
    return [module for module, names in owners if not held & {plain(name) for name in names}]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Servers]:
    """The system, in which each job has the packages of its own lock and nothing else."""
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD, "utf-8")
    blocked = {job: blocked_modules(job) for job in ("generate", "publish")}
    assert "openai" in blocked["publish"]
    (guard / "blocked.json").write_text(json.dumps(blocked), "utf-8")
    with servers(tmp_path / "store", environment={"PYTHONPATH": str(guard)}) as running:
        yield running
        assert violations(running.hub.log()) == []


def commits(outcome: Outcome, folder: Path) -> list[str]:
    """The commits of the target repository, newest first, as a clone sees them."""
    assert outcome.publication is not None
    git = ["git", "-c", "credential.helper="]
    url = f"{outcome.publication.repo_url}.git"
    subprocess.run([*git, "clone", "-q", "--bare", url, str(folder)], check=True)
    log = subprocess.run([*git, "-C", str(folder), "log", "--format=%H"], check=True, capture_output=True)
    return log.stdout.decode().split()


def marker(outcome: Outcome) -> dict[str, Any]:
    """The marker of the published page."""
    assert outcome.publication is not None
    answer = requests.get(f"{outcome.publication.pages_url}deployment.json", timeout=10)
    found: dict[str, Any] = answer.json()
    return found


def assert_published(outcome: Outcome, clone: Path, rounds: int) -> None:
    """One callback with the seven fields, one commit a round, the marker of exactly this content live."""
    assert outcome.good, outcome.as_json()
    ((fields, sha),) = ((callback["fields"], callback["commit_sha"]) for callback in outcome.callbacks)
    history = commits(outcome, clone)
    assert (set(fields), history[0], len(history)) == (set(FIELDS), sha, rounds)
    assert (marker(outcome)["round"], len(marker(outcome)["rounds"])) == (outcome.round, rounds)


def test_two_rounds_of_a_course_task_are_verified_live_and_reported(
    here: Servers, real_request: Read, chromium: Browser, tmp_path: Path
) -> None:
    fields = [real_request(f"sum-of-sales-a1b2c.{name}") for name in ("round1", "round2a")]
    first = send(here, fields[0])
    assert_published(first, tmp_path / "first", rounds=1)
    calls = dict(first.api_calls or {})
    assert calls.pop("read") >= 3, "the README names three; each second of waiting for preflight is one more"
    assert calls == {"write": 0, "content-creating": 3}, "the README names them"
    again = send(here, fields[0])  # one commit, two callbacks
    assert (len(commits(again, tmp_path / "again")), len(again.callbacks)) == (1, 2)
    assert again.already_published
    second = send(here, fields[1])
    assert_published(second, tmp_path / "second", rounds=2)
    app = second.publication
    assert app is not None
    subject = Subject([read_task(f) for f in fields], f"{app.repo_url}.git", app.commit_sha, app.pages_url)
    findings = list(evaluate(subject, chromium, Options(mirror=os.environ.get("CDN_MIRROR"))))
    assert len(findings) > len(fields[0]["checks"] + fields[1]["checks"])
    assert [finding for finding in findings if finding.result != "passed"] == []
    log = Path(second.run_log).read_text("utf-8")
    assert "generate: credentials present: GITHUB_TOKEN\n" in log
    assert "publish: credentials present: TARGET_TOKEN, GITHUB_TOKEN\n" in log


def test_what_cannot_be_built_or_judged_without_a_model_is_said_and_never_called_verified(
    here: Servers, real_request: Read
) -> None:
    sentence = "The moon's phase tints the high tides of the week"
    request = real_request("snake-ladder-game.round1")
    outcome = send(here, request | {"checks": [*request["checks"], sentence]})
    assert (outcome.generator, outcome.conclusion) == ("offline", "success")
    assert (outcome.good, outcome.verified) == (False, False)
    seen = {check.check: check for check in outcome.checks}
    assert any(what.startswith("brief: Not built: Build a browser-based Snake") for what in seen)
    assert (seen[sentence].kind, seen[sentence].status) == (Kind.COMPILED, Status.NOT_RUN)
    assert marker(outcome)["verdict"]["verified"] is False
