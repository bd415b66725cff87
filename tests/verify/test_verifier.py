"""One browser for all rounds, honest results without one, and evidence that can be looked at."""

import json
from collections.abc import Callable
from pathlib import Path

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


GOOD = Site({name: text.encode() for name, text in {"index.html": page(), **FURNISHED}.items()})
Command = Callable[..., tuple[int, str, str]]


def test_without_a_browser_nothing_counts_as_verified(blind: Verifier) -> None:
    task = read_task(CHECKED)
    verdict = blind.verify(Site({"index.html": page().encode()}), make_plan(task, (), {}, None, None))
    unrun = verdict.counted(Status.NOT_RUN)
    assert not verdict.verified
    assert {r.seen for r in unrun} == {"not run: no Chromium was found; install one, or set CHROMIUM_PATH"}
    assert "document.title === 'Tides'" in [r.check for r in unrun]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `orchestrator verify` with a request; returns its exit code, output and errors."""

    def run(asked: object, *options: str, site: Site = GOOD) -> tuple[int, str, str]:
        (tmp_path / "request.json").write_text(json.dumps(asked))
        site.write(tmp_path / "site")
        folder = () if "--url" in options else (str(tmp_path / "site"),)
        code = main(["verify", *folder, *options, "--task", str(tmp_path / "request.json")])
        return code, *capsys.readouterr()

    return run


@pytest.mark.usefixtures("browser_there")
def test_the_command_prints_a_table_and_says_yes(command: Command) -> None:
    code, out, _ = command(CHECKED)
    assert code == 0
    assert "pass  js 1        document.title === 'Tides'\n" in out
    assert "\nverified: 17 passed, 0 failed, 0 not run, " in out


@pytest.mark.usefixtures("browser_there")
def test_the_command_knows_earlier_rounds_from_the_marker_prints_json_and_says_no(command: Command) -> None:
    old = read_task({**TASK, "checks": [{"js": "document.title === 'Waves'"}]})
    past = PastRound(round=1, request="r", brief=old.brief, checks=old.checks)
    tally = Tally(verified=True, passed=1, failed=0, not_run=0)
    marker = Deployment(
        task="tides", round=2, request="s", content="c", generator="offline", verdict=tally, rounds=(past,)
    )
    site = GOOD.changed({"deployment.json": marker.model_dump_json().encode()})
    updated = "Existing repo is updated (no new repo created)"
    code, out, _ = command({**TASK, "round": 2, "checks": [updated]}, "--json", site=site)
    results = {r["check"]: (r["status"], r["seen"]) for r in json.loads(out)["results"]}
    assert code == 1
    assert {check: seen for check, (status, seen) in results.items() if status == "failed"} == {
        "document.title === 'Waves'": "false"
    }
    assert results[updated][0] == "passed"


@pytest.mark.usefixtures("browser_there")
def test_a_live_site_is_judged(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOW_PRIVATE_URLS", "1")
    monkeypatch.setenv("CDN_MIRROR", str(MIRROR))
    asked = {**CHECKED, "checks": [*CHECKED["checks"], "has_license", "has_actions", "a.csv exists"]}  # type: ignore[misc]
    with PagesServer() as pages:
        pages.show(GOOD, "/app/")
        code, out, _ = command(asked, "--url", f"{pages.origin}/app/")
    assert code == 1
    assert "pass  rule 1      has_license\n" in out
    assert "----  rule 1      has_actions\n" in out
    assert "----  rule 1      a.csv exists\n" in out
    assert "\nNOT verified: 13 passed, 0 failed, 2 not run, " in out


@pytest.mark.parametrize("path", ["/gone/", ":1/"])
def test_a_page_that_cannot_be_reached_is_one_line(
    path: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOW_PRIVATE_URLS", "1")
    with PagesServer() as pages:
        origin = pages.origin if path == "/gone/" else "http://127.0.0.1"
        code, _, told = command(CHECKED, "--url", f"{origin}{path}")
    assert code == 2
    assert "--url: expected a page" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("asked", "options", "told"),
    [
        ([], (), "request.json: expected a JSON object"),
        (CHECKED, ("--url", "notaurl"), "--url: expected an http or https address"),
        (CHECKED, ("--url", "ftp://sea.example/"), "--url: expected an http or https address"),
        (CHECKED, ("--url", "http://sea.example:99999/"), "--url: expected an http or https address"),
        (CHECKED, ("--url", "http://[::1/"), "--url: expected an http or https address"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    asked: object, options: tuple[str, ...], told: str, command: Command
) -> None:
    code, _, error = command(asked, *options)
    assert code == 2
    assert error.startswith("verify: ")
    assert told in error


def test_a_browser_that_does_not_start_is_told_by_its_error() -> None:
    with Verifier(env={"CHROMIUM_PATH": "/bin/true"}, online=False) as verifier:
        verdict = verifier.verify(Site({"index.html": page().encode()}), Plan(checks=()))
    assert {"BrowserType.launch" in r.seen for r in verdict.counted(Status.NOT_RUN)} == {True}
