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
from scripts.demo_runner.send import drive
from scripts.demo_runner.world import CHECKOUT, world
from scripts.evaluator.cli import main

CHECKS = [{"js": "!!document.querySelector('table')"}, "README explains usage"]


@pytest.fixture
def published(tmp_path: Path, request_fields: dict[str, Any]) -> Iterator[Publication]:
    with world(tmp_path / "store") as here:
        request = RequestFile(Path("request.json"), request_fields | {"checks": CHECKS})
        publication = drive(request, here, Console(file=io.StringIO()), as_is=False).publication
        assert publication is not None
        yield publication


def evaluate(folder: Path, publication: Publication, fields: dict[str, Any]) -> tuple[int, list[list[str]]]:
    """The exit code and, for each finding, what was looked at and the result."""
    request = folder / "request.json"
    request.write_text(json.dumps(fields), "utf-8")
    command = [sys.executable, "-m", "scripts.evaluator", str(request), "--json", "--seconds", "0.1"]
    command += ["--repo", publication.repo_url, "--commit", publication.commit_sha]
    done = subprocess.run(
        [*command, "--page", publication.pages_url], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    return done.returncode, [[finding["what"], finding["result"]] for finding in json.loads(done.stdout)]


def test_what_was_asked_is_seen_and_what_was_not_is_missed(
    published: Publication, tmp_path: Path, request_fields: dict[str, Any]
) -> None:
    assert evaluate(tmp_path, published, request_fields | {"checks": CHECKS}) == (
        0,
        [
            ["LICENSE is the MIT licence", "passed"],
            ["README.md says something", "passed"],
            ["tides.csv is in the repository", "passed"],
            ["tides.csv is served", "passed"],
            [CHECKS[0]["js"], "passed"],  # type: ignore[index] # it is the first, a JavaScript check
            [CHECKS[1], "by hand"],
        ],
    )
    other = [{"name": "tides.csv", "url": "data:,high"}, {"name": "moon.csv", "url": "data:,full"}]
    code, findings = evaluate(
        tmp_path, published, request_fields | {"checks": ["js: window.nothing.there"], "attachments": other}
    )
    assert code == 1
    assert [what for what, result in findings if result == "failed"] == [
        "tides.csv is in the repository",
        "moon.csv is in the repository",
        "tides.csv is served",
        "moon.csv is served",
        "window.nothing.there",
    ]


def test_a_repository_that_cannot_be_cloned_is_said_in_one_line(
    tmp_path: Path, request_fields: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    request = tmp_path / "request.json"
    request.write_text(json.dumps(request_fields), "utf-8")
    url = "http://127.0.0.1:9/owner/app"
    assert main([str(request), "--repo", url, "--page", "http://127.0.0.1:9/"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{url} cannot be cloned: fatal: unable to access")
    assert len(said.splitlines()) == 1


def test_a_wrong_request_names_the_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = tmp_path / "request.json"
    request.write_text("{}", "utf-8")
    assert main([str(request), "--repo", "http://127.0.0.1:9/r", "--page", "http://127.0.0.1:9/"]) == 2
    assert str(request) in capsys.readouterr().err
