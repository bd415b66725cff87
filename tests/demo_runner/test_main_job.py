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
from scripts.evaluator.finding import Finding
from scripts.evaluator.page import Options
from scripts.evaluator.receiver import FIELDS
from tests.demo_runner.kit import live, post, send
from tests.localhub.openapi import recorded

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
        assert recorded(running.hub).violations == []


def commits(here: Servers, outcome: Outcome) -> list[str]:
    """The commits of the target repository, newest first, as a clone sees them."""
    assert outcome.publication is not None
    clone = here.store / f"clone-{len(list(here.store.glob('clone-*')))}"
    git = ["git", "-c", "credential.helper=", "clone", "-q", "--bare", f"{outcome.publication.repo_url}.git"]
    subprocess.run([*git, str(clone)], check=True)
    log = subprocess.run(["git", "log", "--format=%H"], cwd=clone, check=True, capture_output=True, text=True)
    return log.stdout.split()


def evaluated(chromium: Browser, outcome: Outcome, *rounds: dict[str, Any]) -> list[Finding]:
    """What an evaluator sees of the app at the address and the commit that the callback named."""
    app = outcome.publication
    assert app is not None
    tasks = [read_task(fields) for fields in rounds]
    subject = Subject(tasks, f"{app.repo_url}.git", app.commit_sha, app.pages_url)
    return list(evaluate(subject, chromium, Options(mirror=os.environ.get("CDN_MIRROR"))))


def assert_published(here: Servers, outcome: Outcome, rounds: int) -> None:
    """One callback with the seven fields, one commit a round, the marker of exactly this content live."""
    assert outcome.good, outcome.as_json()
    app = outcome.publication
    assert app is not None
    assert [set(callback["fields"]) for callback in outcome.callbacks] == [set(FIELDS)]
    assert outcome.callbacks[0]["commit_sha"] == app.commit_sha
    history = commits(here, outcome)
    assert (history[0], len(history)) == (app.commit_sha, rounds)
    marker = live(outcome, "deployment.json").json()
    assert (marker["round"], len(marker["rounds"])) == (outcome.round, rounds)


def test_two_rounds_of_a_course_task_are_verified_live_and_reported(
    here: Servers, real_request: Read, chromium: Browser
) -> None:
    fields = [real_request(f"sum-of-sales-a1b2c.{name}") for name in ("round1", "round2a")]
    first = send(here, fields[0])
    assert_published(here, first, rounds=1)
    calls = dict(first.api_calls or {})
    assert calls.pop("read") >= 3, "the README names three; each second of waiting for preflight is one more"
    assert calls == {"write": 0, "content-creating": 3}, "the README names them"
    again = send(here, fields[0])  # one commit, two callbacks
    assert (len(commits(here, first)), len(again.callbacks)) == (1, 2)
    assert again.already_published
    second = send(here, fields[1])
    assert_published(here, second, rounds=2)
    findings = evaluated(chromium, second, *fields)
    assert len(findings) > len(fields[0]["checks"] + fields[1]["checks"])
    assert [finding for finding in findings if finding.result != "passed"] == []
    log = Path(second.run_log).read_text("utf-8")
    assert "generate: credentials present: GITHUB_TOKEN\n" in log
    assert "publish: credentials present: TARGET_TOKEN, GITHUB_TOKEN\n" in log


def test_the_second_round_of_an_older_sender_lands_in_the_repository_of_the_first(
    here: Servers, real_request: Read
) -> None:
    first, second = (send(here, real_request(f"older-form.round{number}")) for number in (1, 2))
    assert first.publication is not None
    assert second.publication is not None
    assert second.publication.repo_url == first.publication.repo_url
    assert_published(here, second, rounds=2)


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
    assert live(outcome, "deployment.json").json()["verdict"]["verified"] is False


def test_a_task_sent_by_the_form_of_the_actions_tab_is_published_and_needs_no_callback(here: Servers) -> None:
    attachment = {"name": "tides.csv", "url": "data:text/csv,port,height%0ABergen,1.4%0A"}
    form = {
        "task": "Tide table",
        "brief": "Show the heights of tides.csv in a table, with the page title 'Tide table'.",
        "checks": json.dumps([{"js": "document.title === 'Tide table'"}]),
        "attachments": json.dumps([attachment]),
    }
    post(here.hub, "actions/workflows/task.yml/dispatches", {"ref": "main", "inputs": form})
    assert here.hub.wait_idle()
    task, pages = here.hub.runs()
    served = requests.get(here.hub.state.pages_url(pages.repository), timeout=10).text
    assert (task.event, task.title, task.conclusion) == ("workflow_dispatch", "Tide table", "success")
    assert "<title>Tide table</title>" in served
    assert here.receiver.callbacks == []
    summary = (task.attempt_folder / "summary.md").read_text("utf-8")
    assert "- ✓ passed, round 1: `document.title === 'Tide table'`" in summary
    assert "the task names no evaluation URL, so no callback is sent" in summary
