"""`scripts/evaluate` on a published app: what holds, what does not, and what it cannot get at."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from orchestrator.records import Publication
from scripts.demo_runner.request_files import RequestFile
from scripts.demo_runner.send import send_request
from scripts.demo_runner.servers import CHECKOUT, servers

CHECKS = [{"js": "!!document.querySelector('table')"}, "README explains usage"]


@pytest.fixture
def published(tmp_path: Path, request_fields: dict[str, Any]) -> Iterator[Publication]:
    with servers(tmp_path / "store") as here:
        request = RequestFile(Path("request.json"), request_fields | {"checks": CHECKS})
        publication = send_request(request, here, Console(file=io.StringIO()), as_is=False).publication
        assert publication is not None
        yield publication


def evaluate(folder: Path, publication: Publication, fields: dict[str, Any]) -> tuple[int, dict[str, str]]:
    """The exit code and, for each finding, what was looked at and the result."""
    request = folder / "request.json"
    request.write_text(json.dumps(fields), "utf-8")
    command = [sys.executable, "-m", "scripts.evaluator", "check", str(request), "--json", "--seconds", "0.1"]
    command += ["--repo", publication.repo_url, "--commit", publication.commit_sha]
    done = subprocess.run(
        [*command, "--page", publication.pages_url], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    return done.returncode, {finding["what"]: finding["result"] for finding in json.loads(done.stdout)}


def test_what_was_asked_is_seen_and_what_was_not_is_missed(
    published: Publication, tmp_path: Path, request_fields: dict[str, Any]
) -> None:
    sentence = "The moon's phase tints the high tides of the week"
    code, findings = evaluate(tmp_path, published, request_fields | {"checks": [*CHECKS, sentence]})
    assert code == 0
    assert findings.pop(sentence) == "not judged"
    assert set(findings.values()) == {"passed"}
    assert {
        "LICENSE is the MIT licence",
        "README.md says something",
        "no secret in the history",
        "the page answers",
        "tides.csv is in the repository",
        "tides.csv is served",
        CHECKS[0]["js"],  # type: ignore[index] # it is the first, a JavaScript check
        CHECKS[1],
    } <= findings.keys()
    other = [{"name": "tides.csv", "url": "data:,high"}, {"name": "moon.csv", "url": "data:,full"}]
    checks = ["js: window.nothing.there", "stars.json exists"]
    code, findings = evaluate(tmp_path, published, request_fields | {"checks": checks, "attachments": other})
    assert code == 1
    assert {
        "tides.csv is in the repository",
        "moon.csv is in the repository",
        "tides.csv is served",
        "moon.csv is served",
        "window.nothing.there",
        "stars.json exists",
    } <= {what for what, result in findings.items() if result == "failed"}


def run(folder: Path, fields: dict[str, Any], *more: str) -> subprocess.CompletedProcess[str]:
    request = folder / "request.json"
    request.write_text(json.dumps(fields), "utf-8")
    url = "http://127.0.0.1:9/owner/app"
    command = [sys.executable, "-m", "scripts.evaluator", "check", str(request), "--repo", url]
    return subprocess.run(
        [*command, "--page", "http://127.0.0.1:9/", *more],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_repository_that_cannot_be_cloned_is_a_failed_finding(
    tmp_path: Path, request_fields: dict[str, Any]
) -> None:
    done = run(tmp_path, request_fields, "--json")
    assert done.returncode == 1
    failed = [finding["what"] for finding in json.loads(done.stdout) if finding["result"] == "failed"]
    assert failed[:2] == ["the repository can be cloned at the commit", "the page answers"]


def test_a_wrong_request_names_the_field(tmp_path: Path) -> None:
    done = run(tmp_path, {})
    assert done.returncode == 2
    assert done.stderr.startswith(f"{tmp_path / 'request.json'}: ")
    assert len(done.stderr.splitlines()) == 1
