"""The whole system on this machine: relay, both jobs by act, git, Pages, callback, over real requests."""

import io
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser
from rich.console import Console

from orchestrator.records import Kind, Status
from orchestrator.task.event import read_task
from scripts.demo_runner.outcome import Outcome
from scripts.demo_runner.receiver import FIELDS
from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import Servers, servers
from scripts.evaluator.evaluation import Options, Subject, evaluate
from scripts.evaluator.finding import Finding
from tests.localhub.openapi import recorded

Read = Callable[[str], dict[str, Any]]

SUM = "sum-of-sales-a1b2c"
MARKDOWN = "markdown-to-html-a1b2c"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Servers]:
    with servers(tmp_path) as running:
        running.hub.call_log.record_exchanges = True
        yield running
        assert recorded(running.hub).violations == []


def send(here: Servers, fields: dict[str, Any]) -> Outcome:
    silent = Console(file=io.StringIO())
    return send_request(RequestFile(Path("request.json"), fields), here, silent, as_is=False)


def live(outcome: Outcome, path: str) -> requests.Response:
    assert outcome.publication is not None
    return requests.get(outcome.publication.pages_url + path, timeout=10)


def commits(here: Servers, outcome: Outcome) -> list[str]:
    """The commits of the target repository, newest first, as a clone sees them."""
    assert outcome.publication is not None
    clone = here.store / "clone"
    git = ["git", "-c", "credential.helper=", "clone", "-q", "--bare", f"{outcome.publication.repo_url}.git"]
    subprocess.run([*git, str(clone)], check=True)
    log = subprocess.run(["git", "log", "--format=%H"], cwd=clone, check=True, capture_output=True, text=True)
    return log.stdout.split()


def evaluated(chromium: Browser, outcome: Outcome, *rounds: dict[str, Any]) -> list[Finding]:
    """What an evaluator sees of the app at the address and the commit that the callback named."""
    publication = outcome.publication
    assert publication is not None
    tasks = [read_task(fields) for fields in rounds]
    subject = Subject(tasks, f"{publication.repo_url}.git", publication.commit_sha, publication.pages_url)
    return list(evaluate(subject, chromium, Options(mirror=os.environ.get("CDN_MIRROR"))))


def assert_published(here: Servers, outcome: Outcome, rounds: int) -> None:
    """One callback with the seven fields, one commit a round, the marker of exactly this content live."""
    assert outcome.good, outcome.as_json()
    publication = outcome.publication
    assert publication is not None
    assert [set(callback["fields"]) for callback in outcome.callbacks] == [FIELDS]
    assert outcome.callbacks[0]["commit_sha"] == publication.commit_sha
    history = commits(here, outcome)
    assert history[0] == publication.commit_sha
    assert len(history) == rounds
    marker = live(outcome, "deployment.json").json()
    assert marker["round"] == outcome.round
    assert len(marker["rounds"]) == rounds


@pytest.mark.parametrize(
    ("family", "second"),
    [(SUM, "a"), (SUM, "c"), (MARKDOWN, "b")],
)
def test_two_rounds_of_a_course_task_are_verified_live_and_reported(
    here: Servers, real_request: Read, chromium: Browser, family: str, second: str
) -> None:
    first_fields = real_request(f"{family}.round1")
    second_fields = real_request(f"{family}.round2{second}")
    first = send(here, first_fields)
    assert first.good, first.as_json()
    outcome = send(here, second_fields)
    assert_published(here, outcome, rounds=2)
    findings = evaluated(chromium, outcome, first_fields, second_fields)
    assert len(findings) > len(first_fields["checks"] + second_fields["checks"])
    assert [finding for finding in findings if finding.result != "passed"] == []


def test_the_second_round_of_an_older_sender_lands_in_the_repository_of_the_first(
    here: Servers, real_request: Read
) -> None:
    first = send(here, real_request("older-form.round1"))
    second = send(here, real_request("older-form.round2"))
    assert first.publication is not None
    assert second.publication is not None
    assert second.publication.repo_url == first.publication.repo_url
    assert_published(here, second, rounds=2)


def test_a_game_is_not_built_without_a_model_and_never_called_verified(
    here: Servers, real_request: Read
) -> None:
    outcome = send(here, real_request("snake-ladder-game.round1"))
    assert outcome.generator == "offline"
    assert outcome.conclusion == "success"
    assert not outcome.good
    assert not outcome.verified
    assert any(
        check.check.startswith("brief: Not built: Build a browser-based Snake") for check in outcome.checks
    )


def test_what_cannot_be_judged_without_a_model_is_said_and_not_passed(
    here: Servers, request_fields: dict[str, Any]
) -> None:
    request_fields["checks"] = ["The moon's phase tints the high tides of the week"]
    outcome = send(here, request_fields)
    (unjudged,) = [check for check in outcome.checks if check.check == request_fields["checks"][0]]
    assert (unjudged.kind, unjudged.status) == (Kind.COMPILED, Status.NOT_RUN)
    assert not outcome.verified
    assert live(outcome, "deployment.json").json()["verdict"]["verified"] is False


def test_the_same_request_twice_is_one_commit_and_two_callbacks(here: Servers, real_request: Read) -> None:
    fields = real_request(f"{SUM}.round1")
    first, again = send(here, fields), send(here, fields)
    assert len(commits(here, first)) == 1
    assert len(again.callbacks) == 2
    assert first.publication is not None
    assert again.publication is not None
    assert again.publication.commit_sha == first.publication.commit_sha
    assert not again.publication.pushed


def test_each_job_is_given_its_own_credential_alone(here: Servers, request_fields: dict[str, Any]) -> None:
    outcome = send(here, request_fields)
    log = Path(outcome.run_log).read_text("utf-8")
    assert "generate: credentials present: GITHUB_TOKEN" in log
    assert "publish: credentials present: TARGET_TOKEN" in log
