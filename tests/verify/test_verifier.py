"""One browser for all rounds, honest results without one, and evidence that can be looked at."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestrator.cli import main
from orchestrator.records import Deployment, PastRound, Status, Tally
from orchestrator.records.site import Site
from orchestrator.task.event import read_task
from orchestrator.verify.browser_process.static_server import PagesServer
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.plan.planner import make_plan
from orchestrator.verify.verifier import Verifier
from tests.verify.conftest import MIRROR
from tests.verify.corpus.case import FURNISHED, page

TASK = {
    "email": "ada@example.com",
    "task": "tides",
    "round": 1,
    "nonce": "n",
    "brief": "Show the tides of data/tides.json.",
}
CHECKED = {**TASK, "secret": "not told", "checks": [{"js": "document.title === 'Tides'"}]}


def write(folder: Path, **changes: str) -> Path:
    Site(
        {name: text.encode() for name, text in {"index.html": page(), **FURNISHED, **changes}.items()}
    ).write(folder)
    return folder


def test_without_a_browser_nothing_counts_as_verified(blind: Verifier) -> None:
    task = read_task(CHECKED)
    verdict = blind.verify(Site({"index.html": page().encode()}), make_plan(task, (), {}, None, None))
    unrun = verdict.counted(Status.NOT_RUN)
    assert not verdict.verified
    assert {r.seen for r in unrun} == {"not run: no Chromium was found; install one, or set CHROMIUM_PATH"}
    assert "document.title === 'Tides'" in [r.check for r in unrun]


@pytest.mark.usefixtures("browser_there")
def test_pictures_are_kept_and_a_long_temporary_folder_keeps_no_browser_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("runner-temp-" * 8) / "tmp"
    deep.mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(deep))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with Verifier(tmp_path / "screenshots", online=False) as verifier:
        verdict = verifier.verify(Site({"index.html": page().encode()}), Plan(checks=()))
    assert verdict.counted(Status.NOT_RUN) == ()
    pictures = {p.name: p.read_bytes()[:8] for p in (tmp_path / "screenshots").iterdir()}
    assert pictures == dict.fromkeys(("phone.png", "desktop.png"), b"\x89PNG\r\n\x1a\n")
    assert {r.screenshot for r in verdict.results} == {None, *pictures}


def test_one_browser_serves_all_rounds(verifier: Verifier) -> None:
    site = Site({"index.html": page().encode()})
    verifier.verify(site, Plan(checks=()))
    assert verifier.browser._child is not None
    first = verifier.browser._child
    verifier.verify(site, Plan(checks=()))
    assert verifier.browser._child is first


@pytest.fixture
def request_file(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    def save(fields: dict[str, Any]) -> Path:
        path = tmp_path / "request.json"
        path.write_text(json.dumps(fields))
        return path

    return save


@pytest.mark.usefixtures("browser_there")
def test_the_command_prints_a_table_and_says_yes(
    tmp_path: Path,
    request_file: Callable[[dict[str, Any]], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["verify", str(write(tmp_path / "site")), "--task", str(request_file(CHECKED))])
    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert "pass  js 1        document.title === 'Tides'" in lines
    assert lines[-1].startswith("verified: 17 passed, 0 failed, 0 not run, ")


@pytest.mark.usefixtures("browser_there")
def test_the_command_knows_earlier_rounds_from_the_marker_prints_json_and_says_no(
    tmp_path: Path,
    request_file: Callable[[dict[str, Any]], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    old = read_task({**TASK, "checks": [{"js": "document.title === 'Waves'"}]})
    past = PastRound(round=1, request="r", brief=old.brief, checks=old.checks)
    tally = Tally(verified=True, passed=1, failed=0, not_run=0)
    marker = Deployment(
        task="tides", round=2, request="s", content="c", generator="offline", verdict=tally, rounds=(past,)
    )
    site = write(tmp_path / "site", **{"deployment.json": marker.model_dump_json()})
    updated = "Existing repo is updated (no new repo created)"
    asked = {**TASK, "round": 2, "checks": [updated]}
    code = main(["verify", str(site), "--task", str(request_file(asked)), "--json"])
    results = json.loads(capsys.readouterr().out)["results"]
    assert code == 1
    assert [(r["check"], r["seen"]) for r in results if r["status"] == "failed"] == [
        ("document.title === 'Waves'", "false")
    ]
    assert updated in [r["check"] for r in results if r["status"] == "passed"]


@pytest.mark.usefixtures("browser_there")
def test_a_live_site_is_judged(
    tmp_path: Path,
    request_file: Callable[[dict[str, Any]], Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALLOW_PRIVATE_URLS", "1")
    monkeypatch.setenv("CDN_MIRROR", str(MIRROR))
    asked = {**CHECKED, "checks": [*CHECKED["checks"], "has_license", "has_actions", "a.csv exists"]}  # type: ignore[misc]
    with PagesServer() as pages:
        pages.show(Site.read(write(tmp_path / "site")), "/app/")
        code = main(["verify", "--url", f"{pages.origin}/app/", "--task", str(request_file(asked))])
    lines = capsys.readouterr().out.splitlines()
    assert code == 1
    assert "pass  rule 1      has_license" in lines
    assert "----  rule 1      has_actions" in lines
    assert "----  rule 1      a.csv exists" in lines
    assert lines[-1].startswith("NOT verified: 13 passed, 0 failed, 2 not run, ")


@pytest.mark.parametrize("path", ["/gone/", ":1/"])
def test_a_page_that_cannot_be_reached_is_one_line(
    path: str,
    request_file: Callable[[dict[str, Any]], Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALLOW_PRIVATE_URLS", "1")
    with PagesServer() as pages:
        origin = pages.origin if path == "/gone/" else "http://127.0.0.1"
        assert main(["verify", "--url", f"{origin}{path}", "--task", str(request_file(CHECKED))]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--url: expected a page" in line


def test_a_request_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "request.json").write_text("[]")
    assert main(["verify", str(write(tmp_path / "site")), "--task", str(tmp_path / "request.json")]) == 2
    assert f"verify: {tmp_path}/request.json: expected a JSON object" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["notaurl", "ftp://sea.example/", "http://sea.example:99999/", "http://[::1/"]
)
def test_an_address_that_is_none_is_refused(
    url: str, request_file: Callable[[dict[str, Any]], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--url", url, "--task", str(request_file(CHECKED))]) == 2
    assert "verify: --url: expected an http or https address" in capsys.readouterr().err


def test_a_browser_that_does_not_start_is_told_by_its_error() -> None:
    with Verifier(env={"CHROMIUM_PATH": "/bin/true"}, online=False) as verifier:
        verdict = verifier.verify(Site({"index.html": page().encode()}), Plan(checks=()))
    assert {"BrowserType.launch" in r.seen for r in verdict.counted(Status.NOT_RUN)} == {True}
