"""`scripts/demo` as a command: it stays open for a person's own requests and leaves nothing behind."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from rich.console import Console

from orchestrator.records import CheckResult, Kind, Publication, Receipt, Status
from scripts.demo_runner.outcome import Outcome
from scripts.demo_runner.servers import CHECKOUT, CallbackReceiver
from scripts.demo_runner.table import show
from scripts.evaluator.receiver import FIELDS

SECONDS = 120


def wait_for(file: Path, text: str, demo: "subprocess.Popen[bytes]") -> str:
    end = time.monotonic() + SECONDS
    while text not in file.read_text("utf-8"):
        assert demo.poll() is None, "the demo ended"
        assert time.monotonic() < end, "no end in sight"
        time.sleep(0.1)
    return file.read_text("utf-8")


def test_the_demo_accepts_requests_until_a_signal_and_leaves_nothing_behind(
    tmp_path: Path, request_fields: dict[str, Any]
) -> None:
    request, errors, output = (tmp_path / name for name in ("request.json", "err", "out"))
    with CallbackReceiver() as own_evaluator:
        fields = request_fields | {"evaluation_url": own_evaluator.url, "checks": []}
        request.write_text(json.dumps(fields), "utf-8")
        # as a shell script starts a command with &: SIGINT is ignored
        shell = ["bash", "-c", "trap '' INT; exec \"$@\"", "-", sys.executable]
        command = [*shell, "-m", "scripts.demo_runner", "--as-is", str(request)]
        env = os.environ | {"TMPDIR": str(tmp_path)}
        with output.open("wb") as out, errors.open("wb") as err:
            demo = subprocess.Popen(
                command, cwd=CHECKOUT, env=env, stdout=out, stderr=err, start_new_session=True
            )
        try:
            curl = re.findall(r"(?m)^curl +(.*)$", wait_for(errors, "\ncurl ", demo))[0]
            answer = subprocess.run(shlex.split(curl), capture_output=True, check=True).stdout
            assert json.loads(answer)["status"] == "processing"
            wait_for(output, "sent to the relay", demo)
            children = psutil.Process(demo.pid).children(recursive=True)
            demo.send_signal(signal.SIGTERM)
            assert demo.wait(SECONDS) == 0, errors.read_text("utf-8")
        finally:
            demo.kill()
            demo.wait()
    assert [callback["nonce"] for callback in own_evaluator.callbacks] == ["nonce-1"]
    assert children
    assert not any(child.is_running() for child in children)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["err", "out", "request.json"]


@pytest.mark.parametrize("script", ["demo", "evaluate", "bench", "relay"])
def test_help_needs_nothing_to_be_installed(script: str) -> None:
    path = f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin"
    command = [str(CHECKOUT / "scripts" / script), "--help"]
    ended = subprocess.run(command, env={"PATH": path}, cwd="/", capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("usage: ")
    module = re.findall("--run (\\S+)", (CHECKOUT / "scripts" / script).read_text("utf-8"))[0]
    bare = [sys.executable, "-S", "-m", module, "--help"]
    assert subprocess.run(bare, cwd=CHECKOUT, capture_output=True, check=False).returncode == 0


def result(status: Status, kind: Kind = Kind.JS) -> CheckResult:
    check = "document.title === 'x' " + "a" * 90
    return CheckResult(check=check, kind=kind, status=status, round=1, seen="b" * 90)


LIVE = Publication(repo_url="http://r", commit_sha="c", pages_url="http://p", live=True, pushed=True)
ACCEPTED = Receipt(delivered=True, status_code=200, attempts=1, detail="")


@pytest.mark.parametrize(
    ("statuses", "receipt", "conclusion", "good"),
    [
        ([Status.PASSED], ACCEPTED, "success", True),
        ([], Receipt(delivered=False, status_code=None, attempts=0, detail="no URL"), "success", True),
        ([Status.PASSED], Receipt(delivered=False, status_code=500, attempts=3, detail=""), "success", False),
        ([Status.FAILED], ACCEPTED, "success", False),
        ([Status.NOT_RUN], ACCEPTED, "success", False),
        ([Status.PASSED], None, "failure", False),
    ],
)
def test_the_outcome_is_good_if_all_checks_passed_and_the_callback_was_accepted(
    statuses: list[Status], receipt: Receipt | None, conclusion: str, good: bool
) -> None:
    checks = (*map(result, statuses), result(Status.FAILED, Kind.ADVISORY))
    outcome = Outcome("f", "t", 1, conclusion, 1.0, "log", checks=checks, publication=LIVE, receipt=receipt)
    assert outcome.good == good
    assert json.loads(json.dumps(outcome.as_json()))["ok"] == good


def test_the_table_cuts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show(Outcome("f", "t", 1, "success", 1.0, "log", checks=(result(Status.FAILED),)), Console(width=80))
    shown = capsys.readouterr().out
    assert (shown.count("a"), shown.count("b")) >= (90, 90)
    assert "…" not in shown


def test_callbacks_are_found_by_their_nonce_and_have_exactly_the_fields_of_the_protocol() -> None:
    def callback(nonce: str) -> dict[str, object]:
        return dict.fromkeys(FIELDS, "x") | {"round": 1, "nonce": nonce}

    with CallbackReceiver() as receiver:
        sent = (callback("a"), callback("b"), callback("c") | {"extra": 1})
        statuses = [requests.post(receiver.url, json=body, timeout=5).status_code for body in sent]
        assert statuses == [200, 200, 400]
        assert requests.post(receiver.url, data=b"{", timeout=5).status_code == 400
        assert receiver.callbacks_for("b") == [callback("b")]
        assert len(receiver.callbacks) == 2
